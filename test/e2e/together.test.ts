import { expect, test } from "vitest";
import { everyoneEncrypted, ownTile } from "./support/expectations.ts";
import type { Person } from "./support/meeting.ts";
import { setting } from "./support/setting.ts";
import { eventually } from "./support/wait.ts";

const { meeting: open } = setting();

/** A mouse click on the button with this text or name. */
const press = ({ tab }: Person, name: string) =>
  tab.click(`button:visible:is(:text-is("${name}"), [aria-label="${name}"], :has(> :text-is("${name}")))`);

async function pressInMenu(person: Person, menu: string, name: string) {
  await press(person, menu);
  await press(person, name);
}

/** Records each reaction that the page shows. A reaction is shown for four seconds only. */
const recordReactions = ({ tab }: Person) =>
  tab.evaluate(() => {
    const seen = new Set<string>();
    Object.assign(window, { __seen: seen });
    new MutationObserver(() => {
      for (const shown of document.querySelectorAll<HTMLElement>("[data-reaction]")) {
        const tile = shown.closest<HTMLElement>("[data-sora-tile]");
        seen.add(`${shown.dataset.reaction} of ${tile?.dataset.soraTile}`);
      }
    }).observe(document.body, { childList: true, subtree: true });
  });
const recordedReactions = ({ tab }: Person) =>
  tab.evaluate(() => [...(window as unknown as { readonly __seen: ReadonlySet<string> }).__seen]);

/** The raised hands of the tiles, by connection id. */
const hands = ({ tab }: Person) =>
  tab.evaluate(() =>
    Object.fromEntries(
      [...document.querySelectorAll<HTMLElement>("[data-sora-tile]")].flatMap((tile) => {
        const hand = tile.querySelector(".sora-hand .sora-hidden");
        return hand ? [[tile.dataset.soraTile, hand.textContent]] : [];
      }),
    ),
  );

/** The places of the two tiles, the larger one first. */
const places = ({ tab }: Person) =>
  tab.evaluate(() =>
    [...document.querySelectorAll(".sora-grid-cell")]
      .map((cell) => cell.getBoundingClientRect())
      .map(({ left, right, top, bottom, width }) => ({ left, right, top, bottom, width: Math.round(width) }))
      .sort((one, other) => other.width - one.width),
  );

/** The tile in full screen, by its connection id. */
const fullscreenTile = ({ tab }: Person) =>
  tab.evaluate(() => document.fullscreenElement?.getAttribute("data-sora-tile") ?? null);

interface PictureInPicture {
  readonly documentPictureInPicture: { readonly window: Window | null };
}

/** The content of the small window. Null: it is closed. */
const smallWindow = ({ tab }: Person) =>
  tab.evaluate(() => {
    const { window: opened } = (globalThis as unknown as PictureInPicture).documentPictureInPicture;
    if (!opened) return null;
    const tile = opened.document.querySelector("[data-sora-tile]");
    return {
      tile: tile?.getAttribute("data-sora-tile"),
      picture: tile?.hasAttribute("data-picture"),
      buttons: [...opened.document.querySelectorAll(".sora-controls button")].map(
        ({ textContent }) => textContent,
      ),
    };
  });

test("reactions, raised hands, layouts, full screen and the small window of a call answer to mouse clicks", async () => {
  const meeting = await open({ soraVersion: "2026.1" });
  const params = { relay: "messaging", lang: "en" };
  const ann = await meeting.arrive("Ann", { params });
  const ben = await meeting.arrive("Ben", { params });
  await everyoneEncrypted(meeting.people);
  const [idOfAnn, idOfBen] = [(await ownTile(ann)).id, (await ownTile(ben)).id];

  // The message channels may not be open yet. So the reaction is sent until Ben has seen one.
  await recordReactions(ben);
  await eventually(
    "Ben sees Ann's applause",
    async () => {
      await pressInMenu(ann, "React", "Applause");
      expect(await recordedReactions(ben)).toContain(`clap of ${idOfAnn}`);
    },
    { every: 500 },
  );

  await pressInMenu(ann, "React", "Raise hand");
  await eventually("Ben sees Ann's hand", async () =>
    expect(await hands(ben)).toEqual({ [idOfAnn]: "Hand raised, number 1" }),
  );
  await pressInMenu(ben, "React", "Raise hand");
  for (const person of meeting.people) {
    await eventually(`${person.name} sees both hands in their order`, async () =>
      expect(await hands(person)).toEqual({
        [idOfAnn]: "Hand raised, number 1",
        [idOfBen]: "Hand raised, number 2",
      }),
    );
  }
  await pressInMenu(ann, "React", "Lower hand");
  for (const person of meeting.people) {
    await eventually(`${person.name} sees Ben's hand as the first`, async () =>
      expect(await hands(person)).toEqual({ [idOfBen]: "Hand raised, number 1" }),
    );
  }

  await pressInMenu(ann, "More", "Speaker");
  await eventually("one tile is large, and the other one is below", async () => {
    const [large, small] = await places(ann);
    expect(large?.width).toBeGreaterThan(1.5 * (small?.width ?? Number.NaN));
    expect(small?.top).toBeGreaterThanOrEqual(large?.bottom ?? Number.NaN);
  });
  await pressInMenu(ann, "More", "Sidebar");
  await eventually("one tile is large, and the other one is beside it", async () => {
    const [large, small] = await places(ann);
    expect(large?.width).toBeGreaterThan(1.5 * (small?.width ?? Number.NaN));
    expect(small?.left).toBeGreaterThanOrEqual(large?.right ?? Number.NaN);
  });
  await pressInMenu(ann, "More", "Grid");
  await eventually("both tiles have the same size", async () => {
    const [one, other] = await places(ann);
    expect(one?.width).toBe(other?.width);
  });

  await press(ann, "Show Ben in full screen");
  await eventually("Ben's tile is in full screen", async () =>
    expect(await fullscreenTile(ann)).toBe(idOfBen),
  );
  await press(ann, "Leave full screen");
  await eventually("full screen has ended", async () => expect(await fullscreenTile(ann)).toBeNull());

  await pressInMenu(ann, "More", "Small window");
  await eventually("the small window shows Ben and the controls", async () =>
    expect(await smallWindow(ann)).toEqual({
      tile: idOfBen,
      picture: true,
      buttons: ["Mute", "Stop camera", "Leave"],
    }),
  );
  await pressInMenu(ann, "More", "Small window");
  await eventually("the small window is closed", async () => expect(await smallWindow(ann)).toBeNull());
});
