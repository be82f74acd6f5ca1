import { expect } from "vitest";
import type { Person } from "./meeting.ts";
import { picture, type Tile, tiles } from "./tiles.ts";
import { tone } from "./tones.ts";
import { eventually } from "./wait.ts";

/** Our own tile. */
export async function ownTile(person: Person): Promise<Tile> {
  return ownAmong(person, await tiles(person.tab));
}

function ownAmong({ name }: Person, shown: readonly Tile[]): Tile {
  const own = shown.filter(({ local }) => local);
  expect(own, `own tiles of ${name}`).toHaveLength(1);
  return own[0]!;
}

/** Waits until every page shows exactly these participants, all `encrypted` and our own `protected`. */
export function everyoneEncrypted(people: readonly Person[]): Promise<void> {
  return eventually(
    `${people.map(({ name }) => name).join(", ")} all see each other as encrypted`,
    async () => {
      const pages = await Promise.all(people.map(({ tab }) => tiles(tab)));
      const ids = people.map((person, i) => ownAmong(person, pages[i]!).id);
      for (const [i, { name }] of people.entries()) {
        const shown = pages[i]!.map(({ id, encryption, reason }) => `${id} ${reason ?? encryption}`);
        const wanted = ids.map((id, j) => `${id} ${i === j ? "protected" : "encrypted"}`);
        expect(shown.sort(), `tiles on the page of ${name}`).toEqual(wanted.sort());
      }
    },
  );
}

/**
 * The key id of each participant on the pages of the others, by name. Fails if two pages have different ids.
 */
export async function keyIds(people: readonly Person[]): Promise<Record<string, number | null>> {
  const ids = await Promise.all(people.map(async (person) => (await ownTile(person)).id));
  const held: Record<string, number | null> = {};
  for (const viewer of people) {
    const shown = await tiles(viewer.tab);
    for (const [i, { name }] of people.entries()) {
      const tile = shown.find(({ id }) => id === ids[i]);
      if (!tile || tile.local) continue;
      expect(tile.keyId, `key id of ${name} on the page of ${viewer.name}`).toBe(held[name] ?? tile.keyId);
      held[name] = tile.keyId;
    }
  }
  return held;
}

/**
 * The key id of each participant on the pages of the others, by name, after all key messages in transit have
 * arrived.
 */
export async function expectKeyIds(
  people: readonly Person[],
  wanted: Readonly<Record<string, number>>,
): Promise<void> {
  await eventually("the key ids moved", async () => expect(await keyIds(people)).toEqual(wanted));
}

/** The key id with which each participant seals. */
export function ownKeyIds(people: readonly Person[]): Promise<(number | null)[]> {
  return Promise.all(people.map(async (person) => (await ownTile(person)).keyId));
}

function angle(a: number, b: number): number {
  const difference = Math.abs(a - b) % 360;
  return Math.min(difference, 360 - difference);
}

/** All participants see and hear the right moving picture and tone of all others. */
export async function everyoneSeesAndHears(people: readonly Person[]): Promise<void> {
  const ids = await Promise.all(people.map(async (person) => (await ownTile(person)).id));
  const look = async (viewer: Person, other: Person, id: string) => {
    await eventually(
      `${viewer.name} sees and hears ${other.name}`,
      async () => {
        const [{ hue, moving }, heard] = await Promise.all([picture(viewer.tab, id), tone(viewer.tab, id)]);
        expect(hue, "hue of the picture").not.toBeNull();
        expect(angle(hue!, other.hue), `hue ${hue} against ${other.hue}`).toBeLessThan(20);
        expect(moving, "the picture moves").toBe(true);
        expect(heard, "a tone").not.toBeNull();
        expect(Math.abs(heard! - other.tone), `tone ${heard} Hz against ${other.tone} Hz`).toBeLessThan(40);
      },
      { every: 200 },
    );
  };
  await Promise.all(
    people.map(async (viewer) => {
      for (const [i, other] of people.entries()) {
        if (other !== viewer) await look(viewer, other, ids[i]!);
      }
    }),
  );
}
