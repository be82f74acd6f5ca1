import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import {
  callsSetting,
  countedFrames,
  encryptedAgain,
  expectOnlySealed,
  framesSent,
  tileOf,
} from "./support/calls.ts";
import { everyoneEncrypted, everyoneSeesAndHears, ownTile } from "./support/expectations.ts";
import type { Meeting, Person } from "./support/meeting.ts";
import { relays, withRelay } from "./support/relays.ts";
import { setting } from "./support/setting.ts";
import { tiles } from "./support/tiles.ts";
import { eventually } from "./support/wait.ts";

const open = callsSetting(setting());
const openWith = withRelay(open);

function phase({ tab }: Person): Promise<string> {
  return tab.evaluate(() => window.__calls.call("main").store.getState().phase);
}

async function idOf(person: Person): Promise<string> {
  return (await ownTile(person)).id;
}

async function framesCome(meeting: Meeting, id: string): Promise<void> {
  const { total } = countedFrames(meeting, id);
  await eventually("frames come again", () =>
    expect(countedFrames(meeting, id).total).toBeGreaterThan(total + 20),
  );
}

/** All others stay visible. Their tiles and our own tile are marked as reconnecting. */
async function showsReconnecting(people: readonly Person[], ids: readonly string[]): Promise<void> {
  for (const person of people) {
    await eventually(`${person.name} is shown the others as reconnecting`, async () => {
      expect(await phase(person)).toBe("reconnecting");
      const shown = await tiles(person.tab);
      expect(shown.map(({ id }) => id).sort()).toEqual([...ids].sort());
      for (const { local, reconnecting } of shown) expect(reconnecting).toBe(!local);
    });
  }
}

test.each(relays)(
  "all participants reconnect to a restarted server, with new keys and only sealed frames ($relay)",
  async (relay) => {
    const meeting = await openWith(relay);
    const { people } = meeting;
    // The browsers themselves report sockets that cannot be opened.
    meeting.allowProblems(/WebSocket connection to .* failed/, /can.t establish a connection to the server/);
    for (const name of ["Ann", "Ben"]) await meeting.join(name);
    await meeting.join("Cho", { browser: "firefox" });
    await everyoneEncrypted(people);
    await everyoneSeesAndHears(people);
    const before = await Promise.all(people.map(idOf));
    expectOnlySealed(meeting.stats(), meeting.channel);

    await meeting.restartServer(() => showsReconnecting(people, before));

    await encryptedAgain(people);
    const after = await Promise.all(people.map(idOf));
    expect(
      after.filter((id) => before.includes(id)),
      "connection ids of before",
    ).toEqual([]);
    await everyoneSeesAndHears(people);
    expectOnlySealed(meeting.stats(), meeting.channel);
  },
);

test("a call recovers from lost connections, lost packets and frozen pages, with only sealed frames", async () => {
  const meeting = await open({ transportTimeout: 120_000 });
  const { people, server } = meeting;
  const ann = await meeting.join("Ann");
  const ben = await meeting.join("Ben");
  const cho = await meeting.join("Cho");
  await everyoneEncrypted(people);
  await everyoneSeesAndHears(people);

  // All packets are lost for some seconds, and the same connection continues.
  const annId = await idOf(ann);
  server.faults.blackhole(annId, true);
  const { total } = countedFrames(meeting, annId);
  const sent = await framesSent(ann);
  await eventually("Ann sends in vain", async () => expect(await framesSent(ann)).toBeGreaterThan(sent + 15));
  expect(countedFrames(meeting, annId).total).toBe(total);
  server.faults.blackhole(annId, false);
  await framesCome(meeting, annId);
  await encryptedAgain(people);
  expect(await idOf(ann), "the same connection").toBe(annId);

  // The server's side of the connection ends at once, so a new connection is needed.
  const benId = await idOf(ben);
  server.faults.drop(benId);
  await eventually("Ben is reconnecting", async () => expect(await phase(ben)).toBe("reconnecting"));
  await encryptedAgain(people);
  expect(await idOf(ben), "the same connection").not.toBe(benId);

  // All further packets are lost, and the browser itself must detect this.
  const choId = await idOf(cho);
  server.faults.blackhole(choId, true);

  // In the meantime a page is frozen for longer than its worker has time to answer.
  await ben.tab.freeze();
  await sleep(8000);
  await ben.tab.resume();
  await eventually("Ben and Ann are encrypted for each other", async () => {
    expect(await tileOf(ann, ben)).toMatchObject({ encryption: "encrypted" });
    expect(await tileOf(ben, ann)).toMatchObject({ encryption: "encrypted" });
    expect(await tileOf(ben, ben)).toMatchObject({ encryption: "protected" });
    expect(await tileOf(ann, choId)).toMatchObject({ encryption: "ready", reconnecting: false });
  });

  await eventually("Cho is reconnecting", async () => expect(await phase(cho)).toBe("reconnecting"));
  await encryptedAgain(people);
  await everyoneSeesAndHears(people);
  expectOnlySealed(meeting.stats(), meeting.channel);
});
