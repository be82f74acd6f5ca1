import { afterEach, expect, test } from "vitest";
import type { Meeting } from "./support/meeting.ts";
import { type Mutation, serveMutatedDemo } from "./support/mutation.ts";
import { setting } from "./support/setting.ts";
import type { Site } from "./support/site.ts";
import { connections, expectEverythingSealed } from "./support/stats.ts";
import { shownError, tiles } from "./support/tiles.ts";
import { eventually } from "./support/wait.ts";

/** Defects that send unencrypted media. The assertion that all other tests use must detect each of them. */

const { meeting: open } = setting();

let site: Site | undefined;
afterEach(async () => {
  await site?.close();
  site = undefined;
});

const withoutFlag: Mutation[] = [
  {
    file: "src/sora/fail-closed.ts",
    from: "return { ...configuration, encodedInsertableStreams: true };",
    to: "return { ...configuration } as never;",
  },
  {
    file: "src/sora/fail-closed.ts",
    from: "return !knowsFlag || encodedInsertableStreams === true;",
    to: "return !knowsFlag || encodedInsertableStreams !== null;",
  },
];

/** After the SDK's `await pc.createAnswer()`, in place of the task that makes the sender. */
const oneAwaitLater: Mutation[] = [
  {
    file: "src/sora/fail-closed.ts",
    from: "guarded(() => attacher.attachSender(sender, mediaKind(track.kind)));",
    to: `const createAnswer = pc.createAnswer.bind(pc);
    pc.createAnswer = (async () => {
      const answer = await createAnswer();
      attacher.attachSender(sender, mediaKind(track.kind));
      return answer;
    }) as never;`,
  },
  {
    file: "src/sora/fail-closed.ts",
    from: "guarded(() => attacher.attachSender(sender, mediaKind(receiver.track.kind)));",
    to: "void sender;",
  },
];

const sealSkipped: Mutation[] = [
  { file: "src/e2ee/worker/sender-transform.ts", from: "frame.data = sealed.buffer;", to: "void sealed;" },
];

async function clearFramesArrived(meeting: Meeting): Promise<void> {
  await eventually("frames in the clear arrive at the server", () => {
    const counts = connections(meeting.stats(), meeting.channel).flatMap(([, { frames }]) =>
      Object.values(frames),
    );
    expect(counts.some(({ total, sealed }) => total > sealed)).toBe(true);
  });
}

/** Frames of every sender have come, and not all of them were sealed. */
async function assertionFails(meeting: Meeting): Promise<void> {
  await eventually("the assertion fails because of frames in the clear", () =>
    expect(() => expectEverythingSealed(meeting.stats(), meeting.channel)).toThrow(
      /sealed (audio|video) frames/,
    ),
  );
}

test("a transform that is attached one await late, without the flag, is noticed at the server and on the page", async () => {
  site = await serveMutatedDemo([...withoutFlag, ...oneAwaitLater]);
  const meeting = await open({}, site.url);
  const { tab } = await meeting.join("Ann");

  await clearFramesArrived(meeting);

  await assertionFails(meeting);
  await eventually("the page ends the call", async () =>
    expect(await shownError(tab)).toBe("plaintext-detected"),
  );
});

test("a transform that is attached late, with the flag, sends no clear frame", async () => {
  site = await serveMutatedDemo(oneAwaitLater);
  const meeting = await open({}, site.url);
  await meeting.join("Ann");

  await eventually("sealed frames arrive", () => expectEverythingSealed(meeting.stats(), meeting.channel));
});

test("a skipped seal is noticed at the server, and its clear frame is not shown to any participant", async () => {
  site = await serveMutatedDemo(sealSkipped);
  const meeting = await open({}, site.url);
  await meeting.join("Ann");
  const ben = await meeting.join("Ben");

  await clearFramesArrived(meeting);

  await assertionFails(meeting);
  await eventually("the other's tile says so", async () => {
    const [ann] = (await tiles(ben.tab)).filter(({ local }) => !local);
    expect(ann).toMatchObject({ encryption: "failing" });
  });
});

test.each(["chromium", "firefox"] as const)(
  "a click in %s is repeated when its button moves away between press and release",
  async (browser) => {
    const meeting = await open();
    const { tab } = await meeting.join("Ann", { browser, params: { autojoin: "0" } });
    await tab.evaluate(() => {
      const button = document.createElement("button");
      button.id = "moving";
      button.style.cssText = "position: fixed; z-index: 9; top: 0; left: 0; width: 100px; height: 40px";
      button.addEventListener("mousedown", () => button.style.setProperty("top", "200px"));
      button.addEventListener("click", () => button.setAttribute("data-clicked", ""));
      document.body.append(button);
    });
    await tab.click("#moving");
    expect(await tab.evaluate(() => document.querySelector("#moving")?.hasAttribute("data-clicked"))).toBe(
      true,
    );
  },
);
