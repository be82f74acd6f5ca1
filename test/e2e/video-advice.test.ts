import { expect, test } from "vitest";
import { everyoneEncrypted, ownTile } from "./support/expectations.ts";
import type { Person } from "./support/meeting.ts";
import { setting } from "./support/setting.ts";
import { connections, everythingSealed } from "./support/stats.ts";
import { selector } from "./support/tiles.ts";
import { tone } from "./support/tones.ts";
import { eventually } from "./support/wait.ts";

const { meeting: open } = setting();

/** The text of the notice with this button. Null: there is none. */
function noticeWith({ tab }: Person, button: string): Promise<string | null> {
  return tab.evaluate(
    (wanted) =>
      [...document.querySelectorAll(".sora-floating-notice")].find((notice) =>
        [...notice.querySelectorAll("button")].some(({ textContent }) => textContent === wanted),
      )?.textContent ?? null,
    button,
  );
}

function press({ tab }: Person, text: string): Promise<void> {
  return tab.evaluate((wanted) => {
    [...document.querySelectorAll("button")].find(({ textContent }) => textContent === wanted)?.click();
  }, text);
}

function showsPicture({ tab }: Person, id: string): Promise<boolean> {
  return tab.evaluate((tile) => document.querySelector(`${tile}[data-picture]`) !== null, selector(tab, id));
}

test("a participant whose packets are lost is advised to turn the camera off, and is heard without it", async () => {
  const meeting = await open();
  const params = { lang: "en" };
  const ann = await meeting.arrive("Ann", { params });
  const ben = await meeting.arrive("Ben", { params });
  await everyoneEncrypted(meeting.people);
  const { id } = await ownTile(ann);
  const frames = () => connections(meeting.stats(), meeting.channel).find(([one]) => one === id)![1].frames;

  meeting.server.faults.losePackets(id, 0.2);
  // The browser reports the loss within seconds, and the advice waits until it has lasted for ten.
  await eventually("Ann is advised to turn her camera off", async () =>
    expect(await noticeWith(ann, "Turn camera off")).toContain("Your upload is too weak for video."),
  );
  expect(await showsPicture(ben, id), "Ben sees Ann until she answers").toBe(true);

  await press(ann, "Turn camera off");
  await eventually("Ann sends no video, and Ben's page shows none", async () => {
    const before = frames().video.total;
    const heard = frames().audio.total;
    await eventually("more audio arrives", () => expect(frames().audio.total).toBeGreaterThan(heard + 50));
    expect(frames().video.total).toBe(before);
    expect(await showsPicture(ben, id)).toBe(false);
  });
  expect(await noticeWith(ann, "Turn camera off")).toBeNull();
  await eventually("Ben hears Ann, although packets are lost", async () => {
    expect(Math.abs(((await tone(ben.tab, id)) ?? 0) - ann.tone)).toBeLessThan(40);
  });
  await everyoneEncrypted(meeting.people);
  await everythingSealed(meeting);
});
