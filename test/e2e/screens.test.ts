import { expect, test } from "vitest";
import { hueDistance } from "./support/calls.ts";
import { everyoneEncrypted } from "./support/expectations.ts";
import type { Person } from "./support/meeting.ts";
import { setting } from "./support/setting.ts";
import { picture } from "./support/tiles.ts";
import { tone } from "./support/tones.ts";
import { eventually } from "./support/wait.ts";

const { meeting: open } = setting();

/** Puts a participant's open page into a frame of itself with the permissions of `allow`. */
function embed({ tab }: Person, allow: string): Promise<void> {
  return tab.evaluate((policy) => {
    const frame = document.createElement("iframe");
    frame.allow = policy;
    // Wide enough for all controls in one row, because in a small frame they are in a menu.
    Object.assign(frame.style, { width: "1100px", height: "700px" });
    frame.src = location.href.replace("autojoin=0", "autojoin=1");
    document.body.replaceChildren(frame);
  }, allow);
}

/** The share button inside of the frame. */
function shareButton({ tab }: Person) {
  return tab.evaluate(() => {
    const frame = document.querySelector("iframe")?.contentDocument;
    const buttons = [...(frame?.querySelectorAll<HTMLButtonElement>(".sora-control") ?? [])];
    const found = buttons.find(({ textContent }) => textContent?.includes("Share screen"));
    return found
      ? { text: found.textContent, off: found.getAttribute("aria-disabled"), title: found.title }
      : null;
  });
}

/** The browser's own answer to a request for a screen inside the frame. */
function askInside({ tab }: Person): Promise<string> {
  return tab.evaluate(async () => {
    const devices = document.querySelector("iframe")?.contentWindow?.navigator.mediaDevices;
    try {
      await devices?.getDisplayMedia();
      return "allowed";
    } catch (error) {
      return `${(error as DOMException).name}: ${(error as DOMException).message}`;
    }
  });
}

test("the share button is disabled with a reason in a frame without display-capture, and works with it", async () => {
  const meeting = await open();
  meeting.allowProblems(/Permissions policy violation: display-capture/u);
  const ann = await meeting.join("Ann", { params: { autojoin: "0", lang: "en" } });

  // A frame of the same origin may share unless its page forbids it. Frames of other origins may not share by
  // default.
  await embed(ann, "camera; microphone; display-capture 'none'");
  await eventually("the button says why", async () =>
    expect(await shareButton(ann)).toEqual({
      text: "Share screen: Not allowed",
      off: "true",
      title: expect.stringContaining("Sharing a screen is not allowed here."),
    }),
  );
  expect(await askInside(ann)).toMatch(/^NotAllowedError: .*policy/u);

  await embed(ann, "camera; microphone; display-capture");
  await eventually("the button can be pressed", async () =>
    expect(await shareButton(ann)).toEqual({ text: "Share screen", off: null, title: "" }),
  );
});

test("a shared screen is seen and heard by the others, and only its sealed frames are sent", async () => {
  const meeting = await open();
  const ann = await meeting.arrive("Ann", { params: { lang: "en" } });
  const ben = await meeting.arrive("Ben", { params: { lang: "en" } });
  await everyoneEncrypted(meeting.people);
  // No person can answer the browser's picker in a test, so it chooses a tab with one hue and one tone.
  await ann.tab.evaluate(() => {
    navigator.mediaDevices.getDisplayMedia = async (asked) =>
      new MediaStream([
        window.__fake.film(300, { width: 640, height: 360 }),
        ...(asked?.audio ? [await window.__fake.hum(1900)] : []),
      ]);
    const buttons = [...document.querySelectorAll<HTMLButtonElement>(".sora-control")];
    buttons.find(({ textContent }) => textContent === "Share screen")?.click();
  });
  const screen = await eventually("Ben has a tile of the screen", async () => {
    const id = await ben.tab.evaluate(
      () => document.querySelector<HTMLElement>('[data-sora-tile][data-kind="screen"]')?.dataset.soraTile,
    );
    expect(id).toBeDefined();
    return id as string;
  });
  await eventually("Ben sees and hears the screen", async () => {
    const [{ hue }, heard] = [await picture(ben.tab, screen), await tone(ben.tab, screen)];
    expect(hueDistance(hue ?? -180, 300), `hue ${hue}`).toBeLessThan(20);
    expect(Math.abs((heard ?? 0) - 1900), `tone ${heard}`).toBeLessThan(40);
  });
  expect(await ann.tab.evaluate(() => document.querySelector("[data-problem=screen-sound]"))).toBeNull();
  const { frames } = meeting.stats().channels[meeting.channel]?.connections[screen] ?? {};
  expect(frames?.audio.total).toBeGreaterThan(0);
  expect(frames?.audio.sealed).toBe(frames?.audio.total);
  expect(frames?.video.sealed).toBe(frames?.video.total);
});
