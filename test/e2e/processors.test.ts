import { expect, test } from "vitest";
import type { MediaKind } from "../../src/status.ts";
import { encryptedAgain, expectOnlySealed, shows } from "./support/calls.ts";
import { everyoneEncrypted, ownTile } from "./support/expectations.ts";
import { hookSetting, hookState, joinWithHook, nothingLeft, render, turn, unmount } from "./support/hook.ts";
import type { Person } from "./support/meeting.ts";
import { setting } from "./support/setting.ts";
import { everythingSealed } from "./support/stats.ts";
import { picture } from "./support/tiles.ts";
import { tone } from "./support/tones.ts";
import { eventually } from "./support/wait.ts";

const open = hookSetting();
const { meeting: openDemo } = setting();

const opened = ({ tab }: Person) => tab.evaluate(() => window.__fake.tracks.length);

test("the others see the picture of the processor, sealed and over the same connection, after it is switched on, replaced, broken or switched off", async () => {
  const meeting = await open();
  const ben = await joinWithHook(meeting, "Ben");
  const devices = "local-media";
  const ann = await joinWithHook(meeting, "Ann", { devices });
  const opposite = (ann.hue + 180) % 360;
  const other = (ann.hue + 90) % 360;
  await everyoneEncrypted(meeting.people);
  const { id } = await ownTile(ann);
  const count = await opened(ann);
  await shows([ben], ann, ann.hue);

  const processing = (expected: string | null) =>
    eventually(`the processor is ${expected}`, async () =>
      expect((await hookState(ann)).processor).toBe(expected),
    );
  for (const paint of [opposite, other]) {
    await render(meeting, ann, { devices, paint });
    await processing("on");
    await shows([ben], ann, paint);
  }
  await render(meeting, ann, { devices, paint: "broken" });
  await processing("processor-failed");
  await shows([ben], ann, ann.hue);
  await render(meeting, ann, { devices, paint: opposite });
  await shows([ben], ann, opposite);
  await render(meeting, ann, { devices });
  await processing(null);
  await shows([ben], ann, ann.hue);
  expect(await opened(ann), "the camera was opened once").toBe(count);

  await render(meeting, ann, { devices, paint: opposite });
  await turn(ann, "video", false);
  await turn(ann, "video", true);
  await shows([ben], ann, opposite);
  await encryptedAgain(meeting.people);
  expect((await ownTile(ann)).id, "the same connection").toBe(id);
  expectOnlySealed(meeting.stats(), meeting.channel);
  await unmount(ann);
  await nothingLeft(ann);
});

test("the demo blurs a background and suppresses noise with files of its own address only, loaded when switched on", async () => {
  const meeting = await openDemo();
  const params = { lang: "en" };
  const ann = await meeting.arrive("Ann", { params });
  const ben = await meeting.arrive("Ben", { params });
  await everyoneEncrypted(meeting.people);
  const { id } = await ownTile(ann);
  const requests = () =>
    ann.tab.evaluate(() => performance.getEntriesByType("resource").map(({ name }) => name));
  const before = await requests();
  expect(before.filter((url) => /selfie|noise|background/u.test(url))).toEqual([]);

  const choose = async (kind: MediaKind, effect: string) => {
    const device = kind === "audio" ? "microphone" : "camera";
    await ann.tab.click(`[aria-label="Choose ${device}"]`);
    await ann.tab.click(`[data-effects="${device}"] label:has-text("${effect}")`);
    await eventually(`${effect} is on`, async () => {
      const shown = await ann.tab.evaluate(
        (which) => document.querySelector(`[data-effects="${which}"]`)?.textContent ?? null,
        device,
      );
      expect(shown).not.toContain("being switched on");
      expect(shown).not.toContain("does not work");
    });
  };
  await choose("video", "Blurred background");
  await choose("audio", "Noise suppression");
  await eventually("Ben still sees and hears Ann", async () => {
    expect(await picture(ben.tab, id)).toMatchObject({ moving: true });
  });
  expect(await tone(ben.tab, id)).toBeDefined();
  const loaded = (await requests()).filter((url) => !before.includes(url) && url.startsWith("http"));
  const own = new URL(await ann.tab.evaluate(() => location.href)).origin;
  const paths = loaded.map((url) => url.replace(own, ""));
  expect(paths).toContain("/virtual-background/selfie_segmentation_landscape.tflite");
  expect(paths).toContainEqual(expect.stringMatching(/^\/assets\/noise_suppression/u));
  expect(paths.filter((path) => !path.startsWith("/"))).toEqual([]);
  await everythingSealed(meeting);
});
