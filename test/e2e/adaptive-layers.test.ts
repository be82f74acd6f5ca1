import { expect, inject, test } from "vitest";
import type { Tab } from "./support/browser.ts";
import { ownTile } from "./support/expectations.ts";
import type { Meeting, Person } from "./support/meeting.ts";
import { setting } from "./support/setting.ts";
import { everythingSealed } from "./support/stats.ts";
import { tiles } from "./support/tiles.ts";
import { eventually } from "./support/wait.ts";

const { meeting: open } = setting();
const simulcast = { lang: "en", simulcast: "1" };

/** Joins with a camera that is large enough for Chromium to send three layers of it. */
async function joinWithLayers(meeting: Meeting, name: string): Promise<Person> {
  const person = await meeting.join(name, { params: { autojoin: "0" } });
  const query = new URLSearchParams({
    channel: meeting.channel,
    signaling: meeting.server.signalingUrl,
    autojoin: "1",
    name,
    simulcast: "1",
    size: "960x540",
  });
  await person.tab.goto(`${inject("demoUrl")}calls.html?${query}`);
  await eventually(`${name} is in the channel`, async () => {
    await ownTile(person);
  });
  return person;
}

/** The layer of this peer's video that the server reports for each recipient. */
function layersOf(tab: Tab, peer: string): Promise<Record<string, string>> {
  return tab.evaluate(
    (id) =>
      Object.fromEntries(
        [...document.querySelectorAll<HTMLElement>(`[data-peer="${id}"] [data-layer]`)].map(
          ({ dataset: { to = "", layer = "" } }) => [to, layer],
        ),
      ),
    peer,
  );
}

/** The peers' tiles on this page are encrypted. */
function encrypted({ name, tab }: Person, peers: readonly string[]): Promise<void> {
  return eventually(`${name} sees encrypted tiles`, async () => {
    const shown = await tiles(tab);
    for (const peer of peers) {
      expect(shown.find(({ id }) => id === peer)).toMatchObject({ encryption: "encrypted" });
    }
  });
}

/** Moves the page to the background, or back to the front. */
function turnsAway({ tab }: Person, away: boolean): Promise<void> {
  return tab.evaluate((hidden) => {
    Object.defineProperty(document, "visibilityState", {
      configurable: true,
      get: () => (hidden ? "hidden" : "visible"),
    });
    document.dispatchEvent(new Event("visibilitychange"));
  }, away);
}

test("a meeting gets the layers that fit its tiles, and no video while its page is hidden or its person stopped it", async () => {
  const meeting = await open();
  const ann = await meeting.arrive("Ann", { params: simulcast });
  const ben = await joinWithLayers(meeting, "Ben");
  const cho = await joinWithLayers(meeting, "Cho");
  const dan = await meeting.arrive("Dan", { params: { lang: "en", role: "recvonly" } });
  const [annId, benId, choId] = await Promise.all(
    [ann, ben, cho].map(async (one) => (await ownTile(one)).id),
  );
  await encrypted(ann, [benId!, choId!]);
  // The panel of another page takes no room from Ann's tiles.
  await dan.tab.click('button:has-text("Server\'s view")');
  const forwarded = async (peer: string) => (await layersOf(dan.tab, peer))[annId!];

  await ann.tab.click(`[data-sora-tile="${benId}"] button[aria-label^="Pin "]`);
  await eventually("Ann gets a large picture of Ben and a small one of Cho", async () => {
    expect(["r1", "r2"]).toContain(await forwarded(benId!));
    expect(await forwarded(choId!)).toBe("r0");
  });

  await turnsAway(ann, true);
  await eventually("Ann gets no video", async () => {
    expect(await forwarded(benId!)).toBe("none");
    expect(await forwarded(choId!)).toBe("none");
  });
  await turnsAway(ann, false);
  await eventually("Ann gets both again", async () => {
    expect(["r1", "r2"]).toContain(await forwarded(benId!));
    expect(await forwarded(choId!)).toBe("r0");
  });
  await encrypted(ann, [benId!, choId!]);

  const choose = async (item: string) => {
    await ann.tab.click('.sora-meeting-controls button:has-text("More")');
    await ann.tab.click(`.sora-meeting-controls button:has-text("${item}")`);
  };
  await choose("Stop incoming video");
  await eventually("the server forwards no video to Ann, and her tiles show no picture", async () => {
    expect(await forwarded(benId!)).toBe("none");
    expect(await forwarded(choId!)).toBe("none");
    expect(
      await ann.tab.evaluate(() => document.querySelectorAll("[data-picture]:not([data-local])").length),
    ).toBe(0);
  });
  await ann.tab.click('.sora-meeting-notices button:has-text("Show video again")');
  await eventually("Ann gets the video again", async () => {
    expect(["r1", "r2"]).toContain(await forwarded(benId!));
    expect(await forwarded(choId!)).toBe("r0");
  });
  await everythingSealed(meeting);
});

test("a viewer whose page address names a layer gets that layer for any tile size", async () => {
  const meeting = await open();
  const ann = await meeting.arrive("Ann", { params: { ...simulcast, layers: "r0" } });
  const ben = await joinWithLayers(meeting, "Ben");
  const [annId, benId] = await Promise.all([ann, ben].map(async (one) => (await ownTile(one)).id));
  await encrypted(ann, [benId!]);
  await ann.tab.click(`[data-sora-tile="${benId}"] button[aria-label^="Pin "]`);
  const dan = await meeting.arrive("Dan", { params: { lang: "en", role: "recvonly" } });
  await dan.tab.click('button:has-text("Server\'s view")');
  await eventually("Ann gets the small picture of Ben", async () => {
    expect((await layersOf(dan.tab, benId!))[annId!]).toBe("r0");
  });
  await everythingSealed(meeting);
});
