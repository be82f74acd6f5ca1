import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, inject, test } from "vitest";
import type { Tab } from "./support/browser.ts";
import { countedFrames, hueDistance } from "./support/calls.ts";
import { everyoneEncrypted, ownTile } from "./support/expectations.ts";
import type { Person } from "./support/meeting.ts";
import { setting } from "./support/setting.ts";
import { eventually } from "./support/wait.ts";

const { meeting: open } = setting();
const recordingsFolder = mkdtempSync(join(tmpdir(), "recordings-"));
afterAll(() => rmSync(recordingsFolder, { recursive: true, force: true }));

const couldNot = /^The server tried to decode this picture\. It could not/;

interface Card {
  readonly peer: string;
  readonly verdict: string;
  readonly frames: number;
  readonly sealed: number;
  readonly clear: number;
  /** The hues that people see, and those that the server sees. Null without a color. */
  readonly hues: readonly (number | null)[];
}

function cards(tab: Tab): Promise<Card[]> {
  return tab.evaluate(() => {
    const hueOf = (canvas: HTMLCanvasElement) => {
      const small = new OffscreenCanvas(1, 1).getContext("2d")!;
      small.drawImage(canvas, 0, 0, 1, 1);
      const [r = 0, g = 0, b = 0, alpha] = small.getImageData(0, 0, 1, 1).data;
      const [x, y] = [r - (g + b) / 2, (Math.sqrt(3) / 2) * (g - b)];
      if (alpha === 0 || Math.hypot(x, y) < 40) return null;
      return (Math.round((Math.atan2(y, x) * 180) / Math.PI) + 360) % 360;
    };
    return [...document.querySelectorAll<HTMLElement>("[data-peer]")].map((card) => {
      const count = (name: string) =>
        Number(card.querySelector<HTMLElement>(`[data-counter="${name}"]`)?.dataset.count);
      return {
        peer: card.dataset.peer ?? "",
        verdict: card.querySelector(".server-verdict")?.textContent ?? "",
        frames: count("frames"),
        sealed: count("sealed"),
        clear: count("clear"),
        hues: [...card.querySelectorAll("canvas")].map(hueOf),
      };
    });
  });
}

async function openPanel({ tab }: Person): Promise<void> {
  await tab.click('button:has-text("Server\'s view")');
}

async function card(tab: Tab, peer: string): Promise<Card> {
  const found = (await cards(tab)).find((one) => one.peer === peer);
  return found ?? expect.fail(`no card of ${peer}`);
}

function isHue(hue: number | null | undefined, wanted: number): boolean {
  return typeof hue === "number" && hueDistance(hue, wanted) < 20;
}

/** Lets this time pass for the page, including its due actions. */
function elapses(tab: Tab, milliseconds: number): Promise<void> {
  return tab.evaluate((during) => new Promise<void>((resolve) => setTimeout(resolve, during)), milliseconds);
}

/** Number of requests from the page for the server's view. */
function looks(tab: Tab): Promise<number> {
  return tab.evaluate(
    () => performance.getEntriesByType("resource").filter(({ name }) => name.endsWith("/view")).length,
  );
}

test("the server sees noise for a sealed call, and would have seen a clear picture", async () => {
  const meeting = await open();
  const ann = await meeting.join("Ann", { params: { lang: "en" } });
  const ben = await meeting.join("Ben");
  await everyoneEncrypted(meeting.people);
  expect(await looks(ann.tab), "looks before anybody wants to see").toBe(0);
  await openPanel(ann);

  const people = [ann, ben];
  const ids = await Promise.all(people.map(async (person) => (await ownTile(person)).id));
  await eventually("a verdict on everybody", async () => {
    for (const [i, id] of ids.entries()) {
      const { verdict, frames, sealed, clear, hues } = await card(ann.tab, id);
      expect(verdict).toMatch(couldNot);
      expect(frames).toBeGreaterThan(20);
      expect([sealed, clear]).toEqual([frames, 0]);
      expect(isHue(hues[0], people[i]!.hue), "people see the picture").toBe(true);
      expect(isHue(hues[1], people[i]!.hue), "the server sees the picture").toBe(false);
    }
  });
  expect(await ann.tab.evaluate(() => document.querySelectorAll("video").length)).toBe(2);

  await ann.tab.click(".server-example button");
  await eventually("the example is seen", async () => {
    const { verdict, frames, sealed, clear } = await card(ann.tab, "example");
    expect(verdict).toMatch(/^The server decoded this picture/);
    expect([sealed, clear]).toEqual([0, frames]);
  });

  await ann.tab.click("[data-panel] .sora-meeting-close");
  // A pending request is counted when it ends.
  await elapses(ann.tab, 2000);
  const asked = await looks(ann.tab);
  await elapses(ann.tab, 2000);
  expect(await looks(ann.tab), "looks after the panel was closed").toBe(asked);
});

test("a participant without encryption is seen and recorded, and a sealing participant is not", async () => {
  const meeting = await open({ recordingsFolder });
  const ann = await meeting.arrive("Ann", { params: { lang: "en" } });
  const eve = await meeting.join("Eve", { params: { autojoin: "0" } });
  await eve.tab.goto(`${inject("demoUrl")}calls.html`);
  await eve.tab.evaluate((request) => window.__calls.joinPlain(request), {
    channel: meeting.channel,
    signaling: meeting.server.signalingUrl,
  });
  await openPanel(ann);
  const { id } = await ownTile(ann);
  let plain = "";
  await eventually("a verdict on both", async () => {
    plain = (await cards(ann.tab)).find(({ peer }) => peer !== id)?.peer ?? "";
    const [hers, eves] = [await card(ann.tab, id), await card(ann.tab, plain)];
    expect(hers.verdict).toMatch(couldNot);
    expect([hers.sealed, hers.clear]).toEqual([hers.frames, 0]);
    expect(eves.verdict).toMatch(/^The server decoded this picture/);
    expect(eves.clear).toBeGreaterThan(20);
    expect(eves.sealed).toBe(0);
    expect(isHue(eves.hues[1], eve.hue), "the server sees the picture").toBe(true);
    expect(eves.hues[0], "people are not shown what is not protected").toBeNull();
  });

  await ann.tab.click(".server-recordings button");
  const before = [countedFrames(meeting, id).total, countedFrames(meeting, plain).total];
  await eventually("both send for a while", () => {
    for (const [i, connection] of [id, plain].entries()) {
      expect(countedFrames(meeting, connection).total).toBeGreaterThan(before[i]! + 150);
    }
  });
  await ann.tab.click(".server-recordings button");
  await eventually("both recordings have been tried", async () => {
    expect(await outcomes(ann.tab)).toEqual({ [id]: "refused", [plain]: "plays" });
  });
});

function outcomes(tab: Tab): Promise<Record<string, string | undefined>> {
  return tab.evaluate(() =>
    Object.fromEntries(
      [...document.querySelectorAll<HTMLElement>("[data-recording-of]")].map((file) => [
        file.dataset.recordingOf ?? "",
        file.querySelector<HTMLElement>("[data-outcome]")?.dataset.outcome,
      ]),
    ),
  );
}

test("a server without a view is asked once, and again when the person asks for it", async () => {
  const meeting = await open();
  const ann = await meeting.arrive("Ann", { params: { lang: "en" } });
  await ann.tab.evaluate(() => {
    const { fetch: native } = window;
    Object.assign(window, { asked: 0, restore: () => Object.assign(window, { fetch: native }) });
    window.fetch = async () => {
      Object.assign(window, { asked: (window as unknown as { asked: number }).asked + 1 });
      return new Response("<html>", { status: 404 });
    };
  });
  await openPanel(ann);
  await eventually("the panel says so", async () => {
    const shown = await ann.tab.evaluate(() => document.querySelector(".server-view")?.textContent);
    expect(shown).toContain("This server has no view of its data.");
  });
  await elapses(ann.tab, 1500);
  expect(await ann.tab.evaluate(() => (window as unknown as { asked: number }).asked)).toBe(1);

  await ann.tab.evaluate(() => (window as unknown as { restore: () => void }).restore());
  await ann.tab.click(".server-view button");
  const { id } = await ownTile(ann);
  await eventually("the panel shows the peer", async () => {
    expect((await card(ann.tab, id)).frames).toBeGreaterThan(0);
  });
});
