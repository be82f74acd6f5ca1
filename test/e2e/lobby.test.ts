import { afterAll, expect, inject, test } from "vitest";
import type { Tab } from "./support/browser.ts";
import { Browsers } from "./support/browsers.ts";
import { layoutShifts } from "./support/page-checks.ts";
import { eventually } from "./support/wait.ts";

const browsers = new Browsers();
afterAll(() => browsers.close());

/** Records every text that the lobby shows, from the first one on. */
function watchTexts(tab: Tab): Promise<void> {
  return tab.evaluate(() => {
    const seen = new Set<string>();
    Object.assign(window, { seen });
    const look = (): void => {
      for (const note of document.querySelectorAll(".sora-note, .sora-problem"))
        seen.add(note.textContent ?? "");
    };
    look();
    new MutationObserver(look).observe(document.body, {
      childList: true,
      subtree: true,
      characterData: true,
    });
  });
}

test("the lobby of a first visit says nothing about unknown devices, and has no layout shift", async () => {
  const browser = await browsers.get("chromium");
  const tab = await browser.open(null);
  const query = new URLSearchParams({
    channel: "lobby",
    lang: "en",
    signaling: "ws://127.0.0.1:9/signaling",
  });
  await tab.goto(`${inject("demoUrl")}?${query}`);
  await watchTexts(tab);
  await eventually("the browser's fake camera is shown by its name", async () =>
    expect(
      await tab.evaluate(() => ({
        picture: document.querySelector(".sora-preview")?.hasAttribute("data-picture"),
        cameras: document.querySelectorAll("[data-device='camera'] option").length > 1,
      })),
    ).toEqual({ picture: true, cameras: true }),
  );
  const seen = await eventually("the lobby says what the browser can do", async () => {
    const texts = await tab.evaluate(() => [...(window as unknown as { seen: Set<string> }).seen]);
    expect(texts).toContain("This browser can encrypt the call end to end.");
    return texts;
  });
  expect(seen.filter((text) => /microphone|camera|speaker/iu.test(text))).toEqual([]);
  // Only the texts on a switch and in place of the picture may change their size. Other elements do not move.
  const moved = (await layoutShifts(tab)).flatMap((shift) => shift.moved.map(({ within }) => within));
  expect(moved.filter((within) => within !== null && within !== "sora-control-text")).toEqual([]);
  await tab.close();
});
