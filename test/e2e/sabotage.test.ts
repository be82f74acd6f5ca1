import { afterEach, expect, test } from "vitest";
import { callsSetting, countedFrames, expectOnlySealed, nothingMoreFrom } from "./support/calls.ts";
import { everyoneEncrypted, ownTile } from "./support/expectations.ts";
import type { Person } from "./support/meeting.ts";
import { type Mutation, serveMutatedDemo } from "./support/mutation.ts";
import { setting } from "./support/setting.ts";
import type { Site } from "./support/site.ts";
import { shownError } from "./support/tiles.ts";
import { eventually } from "./support/wait.ts";

/** Faults in the sealing of a running call. The call must end, and no frame may be sent afterwards. */

const open = callsSetting(setting());

let site: Site | undefined;
afterEach(async () => {
  await site?.close();
  site = undefined;
});

/** From the 60th frame of each sender on, the browser's counts say that frames bypass the transform. */
const bypassed: Mutation = {
  file: "src/e2ee/worker/host.ts",
  from: "void pipe.run((frame) => sender.handle(frame))",
  to: `void pipe.run((frame) => {
      if (sender.facts().received < 60) return sender.handle(frame);
      pipe.write(frame);
      return undefined;
    })`,
};

const lastFrames = 200;
const nearlyExhausted: Mutation = {
  file: "src/e2ee/worker/send-key-schedule.ts",
  from: "new FrameSealer({ connectionId,",
  to: `new FrameSealer({ connectionId, firstCounter: 2 ** 32 - ${lastFrames},`,
};

function callEnds({ tab, name }: Person, code: string): Promise<void> {
  return eventually(`the call of ${name} ends`, async () => expect(await shownError(tab)).toBe(code));
}

test("frames that bypass the transform end the call with plaintext-detected", async () => {
  site = await serveMutatedDemo([bypassed]);
  const meeting = await open({}, site.url);
  await meeting.join("Ben", { params: { role: "recvonly" } });
  const ann = await meeting.arrive("Ann");
  const { id } = await ownTile(ann);

  await eventually("frames in the clear arrive", () => {
    expect(countedFrames(meeting, id).clear).toBeGreaterThan(0);
  });
  await callEnds(ann, "plaintext-detected");

  await nothingMoreFrom(meeting, id);
});

test("a key that has sealed 2^32 frames reports key-exhausted, and no later frame is sent", async () => {
  site = await serveMutatedDemo([nearlyExhausted]);
  const meeting = await open({}, site.url);
  await meeting.join("Ben", { params: { role: "recvonly" } });
  const ann = await meeting.arrive("Ann");
  const { id } = await ownTile(ann);

  await callEnds(ann, "key-exhausted");

  await nothingMoreFrom(meeting, id);
  const { total } = countedFrames(meeting, id);
  expect(total, "frames with the last counters").toBeGreaterThan(lastFrames / 2);
  expect(total, "frames with the last counters").toBeLessThanOrEqual(lastFrames);
  expectOnlySealed(meeting.stats(), meeting.channel);
});

test("a worker that dies stops its media, and its call returns with a new worker", async () => {
  const meeting = await open();
  const victims = [
    await meeting.join("Ann"),
    await meeting.join("Old", { params: { without: "script-transform" } }),
    await meeting.join("Fox", { browser: "firefox" }),
  ];
  await meeting.join("Ben");
  await everyoneEncrypted(meeting.people);
  const ids = await Promise.all(victims.map(async (victim) => (await ownTile(victim)).id));

  await Promise.all(victims.map(({ tab }) => tab.evaluate(() => window.__calls.workers[0]?.terminate())));
  // While Chromium ends the thread, it still sends the last sealed frames.
  await Promise.all(ids.map((id) => nothingMoreFrom(meeting, id)));
  for (const victim of victims) {
    await eventually(`${victim.name} is back under a new connection`, async () => {
      expect(ids).not.toContain((await ownTile(victim)).id);
    });
  }
  await everyoneEncrypted(meeting.people);
  await Promise.all(ids.map((id) => nothingMoreFrom(meeting, id)));
  expectOnlySealed(meeting.stats(), meeting.channel);
});
