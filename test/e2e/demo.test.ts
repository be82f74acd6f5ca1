import { expect, test } from "vitest";
import { everyoneEncrypted, ownTile } from "./support/expectations.ts";
import type { Meeting, Person } from "./support/meeting.ts";
import { accessibilityViolations, layoutShifts } from "./support/page-checks.ts";
import { setting } from "./support/setting.ts";
import { connections, everythingSealed } from "./support/stats.ts";
import { picture, tiles } from "./support/tiles.ts";
import { eventually } from "./support/wait.ts";

const { meeting: open } = setting();

const waitsInLobby = { autojoin: "0" };
const join = ({ tab }: Person) => tab.click('.sora-lobby button[type="submit"]');
const textOf = ({ tab }: Person, selector: string) =>
  tab.evaluate((where) => document.querySelector(where)?.textContent ?? null, selector);
const press = ({ tab }: Person, text: string) => tab.click(`button:has-text("${text}")`);
const badgeOf = (id: string) => `[data-sora-tile="${id}"] .sora-badge`;

async function twoInACall(params: Readonly<Record<string, string>> = { lang: "en" }) {
  const meeting = await open();
  const ann = await meeting.arrive("Ann", { params });
  const ben = await meeting.arrive("Ben", { params });
  await everyoneEncrypted(meeting.people);
  await everythingSealed(meeting);
  return { meeting, ann, ben };
}

function expectQuietConsoles({ people }: Meeting) {
  for (const { name, tab } of people) expect(tab.warnings, `warnings on the page of ${name}`).toEqual([]);
}

test("an invitation link leads from the start page to a sealed call, and pages are accessible in both languages without layout shifts", async () => {
  const meeting = await open();
  const ann = await meeting.join("Ann", { params: { ...waitsInLobby, lang: "en" } });
  expect(await accessibilityViolations(ann.tab)).toEqual([]);
  await join(ann);
  const invitation = () =>
    ann.tab.evaluate(() => document.querySelector<HTMLAnchorElement>(".sora-meeting-invite a")?.href ?? null);
  await eventually("Ann can invite", async () => expect(await invitation()).not.toBeNull());
  const link = (await invitation()) ?? "";
  expect(Object.fromEntries(new URL(link).searchParams)).toEqual({
    channel: meeting.channel,
    signaling: meeting.server.signalingUrl,
  });

  const ben = await meeting.join("Ben", { params: waitsInLobby });
  await ben.tab.goto(`${link}&lang=ja&theme=dark`);
  await ben.tab.fill('input[name="name"]', "Ben");
  expect(await accessibilityViolations(ben.tab)).toEqual([]);
  await join(ben);
  await everyoneEncrypted(meeting.people);
  await everythingSealed(meeting);

  for (const { tab } of meeting.people) {
    expect(await accessibilityViolations(tab)).toEqual([]);
    const shifts = await layoutShifts(tab);
    // Only tiles may move when peers join. The status line ends at the right edge, so each of its texts starts at another
    // place. Browsers count this unless the user clicked in the last 500 ms, which depends on the machine.
    const expected: readonly (string | null)[] = [null, "sora-meeting-status"];
    expect(
      shifts.filter(({ moved }) => moved.some(({ inGrid, within }) => !inGrid && !expected.includes(within))),
    ).toEqual([]);
    const elsewhere = shifts.filter(({ moved }) => moved.every(({ inGrid }) => !inGrid));
    // Device names are longer than the texts before them. A layout shift of 0.1 counts as good.
    expect(elsewhere.reduce((sum, { value }) => sum + value, 0)).toBeLessThan(0.01);
  }
  expectQuietConsoles(meeting);
});

test("two people compare one safety number, and each can record that it matches", async () => {
  const { ann, ben, meeting } = await twoInACall();
  const numbers = await Promise.all(
    [
      [ann, ben],
      [ben, ann],
    ].map(async ([who, whom]) => {
      const { id } = await ownTile(whom as Person);
      const person = who as Person;
      await person.tab.click(badgeOf(id));
      await press(person, "Compare safety number");
      const shown = () => textOf(person, ".sora-safety");
      await eventually("a safety number is shown", async () => {
        expect((await shown())?.length).toBeGreaterThan(20);
      });
      return shown();
    }),
  );
  expect(numbers[0]).toBe(numbers[1]);
  await press(ann, "They match");
  await ann.tab.click(".sora-dialog-close");
  const marked = () => ann.tab.evaluate(() => document.querySelectorAll("[data-verified]").length);
  await eventually("Ben is marked as verified", async () => expect(await marked()).toBe(1));
  expectQuietConsoles(meeting);
});

test("a shared screen is a sealed connection of its own, is shown as one, and disappears when sharing ends", async () => {
  const { ann, ben, meeting } = await twoInACall();
  await ann.tab.evaluate(() => {
    const screen = async () => new MediaStream([window.__fake.film(300, { width: 640, height: 360 })]);
    navigator.mediaDevices.getDisplayMedia = screen;
  });
  await press(ann, "Share screen");
  const screens = () =>
    ben.tab.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>('[data-kind="screen"]')].map(({ dataset, ariaLabel }) => ({
        id: dataset.soraTile ?? "",
        encryption: dataset.encryption,
        label: ariaLabel,
      })),
    );
  await eventually("Ben sees the screen", async () => {
    expect(await screens()).toMatchObject([{ encryption: "encrypted", label: "Ann's screen: Encrypted" }]);
  });
  const id = (await screens())[0]?.id ?? "";
  await eventually("it is the screen, in motion", async () => {
    expect(await picture(ben.tab, id)).toMatchObject({ moving: true, width: 640 });
  });
  const { video, audio } =
    connections(meeting.stats(), meeting.channel).find(([one]) => one === id)?.[1].frames ?? {};
  expect(video?.total).toBeGreaterThan(0);
  expect(video?.sealed).toBe(video?.total);
  expect(audio?.total).toBe(audio?.sealed);
  await eventually("the screen is counted", async () =>
    expect(await textOf(ben, ".sora-meeting-status p")).toBe("2 people in this call, 1 screen"),
  );

  await press(ann, "Stop sharing");
  await eventually("the screen is gone", async () => expect(await screens()).toEqual([]));
  await everyoneEncrypted(meeting.people);
  expectQuietConsoles(meeting);
});

test("a camera that is turned off is released, sends nothing any more, and is shown as off to the others", async () => {
  const { ann, ben, meeting } = await twoInACall();
  const { id } = await ownTile(ann);
  await ann.tab.click('.sora-control:has-text("camera") .sora-control-icon');
  await eventually("Ben sees that Ann's camera is off", async () => {
    const off = await ben.tab.evaluate(
      (tile) => document.querySelector<HTMLElement>(`[data-sora-tile="${tile}"]`)?.dataset.cameraOff,
      id,
    );
    expect(off).toBe("");
  });
  await eventually("the camera is released", async () => {
    const live = await ann.tab.evaluate(() =>
      window.__fake.tracks.filter(({ readyState }) => readyState === "live").map(({ kind }) => kind),
    );
    expect(live).toEqual(["audio"]);
  });
  const videoFrames = () =>
    connections(meeting.stats(), meeting.channel).find(([one]) => one === id)?.[1].frames.video.total ?? 0;
  const before = videoFrames();
  await ann.tab.click('.sora-control:has-text("camera") .sora-control-icon');
  await eventually("Ben sees Ann again", async () => expect((await picture(ben.tab, id)).moving).toBe(true));
  expect(videoFrames()).toBeGreaterThan(before);
  await everythingSealed(meeting);
});

test("a press on a control in the menu takes effect and closes the menu", async () => {
  const meeting = await open();
  const ann = await meeting.arrive("Ann", { params: { lang: "en" } });
  const chosen = () =>
    ann.tab.evaluate(
      () => document.querySelector('.sora-menu-items [aria-pressed="true"]')?.textContent ?? null,
    );
  await press(ann, "More");
  await eventually("the menu shows the grid", async () => expect(await chosen()).toBe("Grid"));
  await press(ann, "Speaker");
  await eventually("the menu is closed", async () => expect(await chosen()).toBeNull());
  await press(ann, "More");
  await eventually("the menu shows the speaker", async () => expect(await chosen()).toBe("Speaker"));
  expectQuietConsoles(meeting);
});

test("a participant who leaves can join again or return to the start page, and nothing stays open meanwhile", async () => {
  const { ann, ben, meeting } = await twoInACall();
  await press(ann, "Leave");
  await eventually("Ann has left", async () => {
    expect(await textOf(ann, ".sora-meeting-left")).toContain("You left the call.");
    expect(await tiles(ben.tab)).toHaveLength(1);
  });
  const live = () =>
    ann.tab.evaluate(() => window.__fake.tracks.filter(({ readyState }) => readyState === "live").length);
  await eventually("devices and worker are released", async () => {
    expect(await live()).toBe(0);
    expect(ann.tab.workers()).toEqual([]);
  });
  await press(ann, "Join again");
  await everyoneEncrypted(meeting.people);
  await press(ann, "Leave");
  await press(ann, "Back to the start");
  await eventually("the preview is back", async () => expect(await live()).toBe(2));
  await join(ann);
  await everyoneEncrypted(meeting.people);
  await everythingSealed(meeting);
  expectQuietConsoles(meeting);
});

test("a page address with unknown values does not join, and the page says what is wrong", async () => {
  const meeting = await open();
  const ann = await meeting.join("Ann", { params: { codec: "MPEG", relay: "pigeon" } });
  await eventually("Ann is told", async () => {
    expect(await textOf(ann, "[data-sora-error] details")).toContain('"relay" is "pigeon"');
    expect(await textOf(ann, "[data-sora-error] details")).toContain('"codec" is "MPEG"');
  });
  expect(connections(meeting.stats(), meeting.channel)).toEqual([]);
  expect(await ann.tab.evaluate(() => window.__fake.tracks.length)).toBe(0);
});
