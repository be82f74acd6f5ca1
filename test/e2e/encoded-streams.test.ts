import { expect, test } from "vitest";
import { callsSetting, encryptedAgain, expectOnlySealed, replaceTrack, shows } from "./support/calls.ts";
import { everyoneEncrypted, everyoneSeesAndHears } from "./support/expectations.ts";
import { messaging, withRelay } from "./support/relays.ts";
import { setting } from "./support/setting.ts";
import { shownError } from "./support/tiles.ts";
import { eventually } from "./support/wait.ts";

/**
 * Chrome and Edge before 141 have no script transform. They have encoded streams, which the page transfers to
 * the worker.
 */

const open = callsSetting(setting());
const openWith = withRelay(open);

test("a browser with encoded streams only, one with today's interface and Firefox protect a call", async () => {
  const meeting = await openWith(messaging);
  const { people } = meeting;
  const old = await meeting.join("Old", { params: { without: "script-transform" } });
  const today = await meeting.join("Today");
  const fox = await meeting.join("Fox", { browser: "firefox" });
  expect(await old.tab.evaluate(() => "transform" in RTCRtpSender.prototype)).toBe(false);
  expect(await old.tab.evaluate(() => window.__calls.isSupported())).toEqual({ supported: true });
  await everyoneEncrypted(people);
  await everyoneSeesAndHears(people);

  await replaceTrack(old, "video", 270);
  await shows([today, fox], old, 270);
  await replaceTrack(old, "video", null);
  await shows([today, fox], old, null);
  await encryptedAgain(people);
  await replaceTrack(old, "video", old.hue);
  await shows([today, fox], old, old.hue);

  // Its receivers are also reused for other peers, although their streams can be transferred only once.
  await meeting.rejoin(today);
  await encryptedAgain(people);
  await meeting.rejoin(fox);
  await encryptedAgain(people);
  await meeting.rejoin(old, { without: "script-transform" });
  await encryptedAgain(people);
  await everyoneSeesAndHears(people);

  expectOnlySealed(meeting.stats(), meeting.channel);
});

test("a browser without encoded transforms is refused before a device or connection is opened", async () => {
  const meeting = await open();
  const { tab } = await meeting.join("Ann", { params: { without: "script-transform,encoded-streams" } });

  await eventually("an error shows", async () => expect(await shownError(tab)).toBe("browser-unsupported"));

  expect(await tab.evaluate(() => window.__calls.isSupported())).toEqual({
    supported: false,
    problems: ["no-encoded-transform"],
  });
  const opened = await tab.evaluate(() => [window.__fake.tracks.length, window.__fake.sockets.length]);
  expect(opened, "tracks and sockets").toEqual([0, 0]);
  expect(meeting.stats()).toEqual({ channels: {} });
});
