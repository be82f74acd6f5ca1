import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import {
  callsSetting,
  encryptedAgain,
  expectOnlySealed,
  inCall,
  replaceTrack,
  shows,
} from "./support/calls.ts";
import { everyoneEncrypted, everyoneSeesAndHears, expectKeyIds, ownTile } from "./support/expectations.ts";
import type { Meeting, Person } from "./support/meeting.ts";
import { setting } from "./support/setting.ts";
import { connections } from "./support/stats.ts";
import { shownError, tiles } from "./support/tiles.ts";
import { eventually } from "./support/wait.ts";

const open = callsSetting(setting());

/** One more call on a page that has one. */
async function joinAgain(
  { server }: Meeting,
  { tab }: Person,
  name: string,
  channel: string,
): Promise<string | null> {
  return tab.evaluate(([name, request]) => window.__calls.join(name, request), [
    name,
    { channel, signaling: server.signalingUrl },
  ] as const);
}

/** The values that must differ between two calls of one page. */
function secretsOf({ tab }: Person, call: string) {
  return tab.evaluate((name) => {
    const { self, peers } = window.__calls.call(name).store.getState();
    const safetyNumbers = Object.values(peers).map(({ safetyNumber }) => safetyNumber?.digits);
    return { fingerprint: self.fingerprint, connectionId: self.connectionId, safetyNumbers };
  }, call);
}

test("two connections of one page to the same channel are two peers with separate keys", async () => {
  const meeting = await open();
  const ann = await meeting.arrive("Ann");
  const ben = await meeting.join("Ben", { browser: "firefox" });
  await everyoneEncrypted([ann, ben]);

  expect(await joinAgain(meeting, ann, "second", meeting.channel)).toBe(null);
  const first = inCall(ann, "main");
  const second = inCall(ann, "second");
  const everybody = [first, second, ben];
  await encryptedAgain(everybody);
  await everyoneSeesAndHears(everybody);
  expect(connections(meeting.stats(), meeting.channel)).toHaveLength(3);
  await expectKeyIds(everybody, { "Ann in main": 2, "Ann in second": 0, Ben: 1 });

  await eventually("the two calls share the safety number between them, and no other secret", async () => {
    const [one, two] = [await secretsOf(ann, "main"), await secretsOf(ann, "second")];
    expect(one.fingerprint).not.toBe(two.fingerprint);
    expect(one.connectionId).not.toBe(two.connectionId);
    for (const { safetyNumbers } of [one, two]) {
      expect(safetyNumbers).toEqual([expect.any(String), expect.any(String)]);
    }
    expect(one.safetyNumbers.filter((number) => two.safetyNumbers.includes(number))).toHaveLength(1);
  });
  expect(ann.tab.workers()).toHaveLength(2);

  await replaceTrack(ann, "video", 60);
  await shows([ben, second], first, 60);
  await shows([ben, first], second, second.hue);

  // A fault in one call's worker ends only that call.
  await ann.tab.evaluate(() => window.__calls.workers[0]?.dispatchEvent(new ErrorEvent("error")));
  await eventually("the first call ends", async () =>
    expect(await shownError(first.tab)).toBe("worker-crashed"),
  );
  await encryptedAgain([second, ben]);
  await everyoneSeesAndHears([second, ben]);
  expect(await shownError(second.tab)).toBe(null);

  expectOnlySealed(meeting.stats(), meeting.channel);
});

test("connections of one page to two channels do not affect each other", async () => {
  const meeting = await open();
  const other = `other-${randomUUID()}`;
  const ann = await meeting.arrive("Ann");
  const ben = await meeting.join("Ben");
  const cho = await meeting.join("Cho", { params: { channel: other } });
  expect(await joinAgain(meeting, ann, "second", other)).toBe(null);

  const here = [inCall(ann, "main"), ben];
  const there = [inCall(ann, "second"), cho];
  await Promise.all([everyoneEncrypted(here), everyoneEncrypted(there)]);
  await everyoneSeesAndHears(here);
  await everyoneSeesAndHears(there);
  expect((await secretsOf(ann, "main")).fingerprint).not.toBe((await secretsOf(ann, "second")).fingerprint);

  // A channel that cannot be joined affects only its own call.
  expect(await joinAgain(meeting, ann, "third", "")).toBe("invalid-options");
  await ann.tab.evaluate(() => window.__calls.leave("second"));
  await eventually("Ann is gone there", async () => expect(await tiles(cho.tab)).toHaveLength(1));
  await encryptedAgain(here);
  await everyoneSeesAndHears(here);
  expect((await ownTile(here[0]!)).keyId, "no key moved because of the other channel").toBe(1);
  await eventually("the worker of the call that was left is gone", () =>
    expect(ann.tab.workers()).toHaveLength(1),
  );

  expectOnlySealed(meeting.stats(), meeting.channel);
  expectOnlySealed(meeting.stats(), other);
});
