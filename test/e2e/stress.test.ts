import { expect, test } from "vitest";
import { callsSetting, comeBack, encryptedAgain, expectOnlySealed, leave, tileOf } from "./support/calls.ts";
import { everyoneEncrypted, everyoneSeesAndHears, ownTile } from "./support/expectations.ts";
import type { Person } from "./support/meeting.ts";
import { workerMemory } from "./support/memory.ts";
import { setting } from "./support/setting.ts";
import { tiles } from "./support/tiles.ts";
import { eventually } from "./support/wait.ts";

const open = callsSetting(setting());

const rounds = 30;
/**
 * After 20 rounds the browser has compiled nearly everything. Ten more rounds may leave at most this number
 * of bytes.
 */
const noise = 150_000;

test("30 joins and leaves in a row leave every peer encrypted and nothing behind in the worker", async () => {
  const meeting = await open();
  // Joins follow each other faster by this relay: no DataChannel has to open first.
  meeting.params.relay = "signaling";
  const ann = await meeting.join("Ann");
  const ben = await meeting.join("Ben");
  const cho = await meeting.join("Cho");
  await everyoneEncrypted(meeting.people);
  const memory: number[] = [];

  for (let round = 0; round < rounds; round++) {
    await comeBack(meeting, cho);
    // Between two steps, peers may still exchange keys, because the steps follow each other without a wait.
    if (round % 10 === 9) {
      await encryptedAgain(meeting.people);
      memory.push(await workerMemory(ann));
    }
  }

  await everyoneSeesAndHears(meeting.people);
  await leave(cho);
  await eventually("Cho is gone", async () => {
    for (const { tab } of [ann, ben]) expect(await tiles(tab)).toHaveLength(2);
  });
  await encryptedAgain([ann, ben]);
  // The worker keeps keys of the past for some seconds, for frames that may still come. Of each peer that left it keeps some
  // numbers, so that none of its frames opens again.
  await eventually("the worker holds no more than ten rounds before", async () => {
    expect((await workerMemory(ann)) - memory[1]!, "bytes that 10 rounds left behind").toBeLessThan(noise);
  });
  expectOnlySealed(meeting.stats(), meeting.channel);
});

test("a call of eight with simulcast and receive-only participants ends with all peers encrypted", async () => {
  const meeting = await open();
  const simulcast = { simulcast: "1", size: "480x270", rid: "r0" };
  const senders: Person[] = [];
  for (const name of ["Ann", "Ben"]) senders.push(await meeting.join(name, { params: simulcast }));
  const listeners: Person[] = [];
  for (const name of ["Cho", "Dan", "Eve", "Flo", "Guy", "Hal"]) {
    listeners.push(await meeting.join(name, { params: { ...simulcast, role: "recvonly" } }));
  }

  await eventually("everybody is encrypted for everybody", async () => {
    for (const viewer of meeting.people) {
      const own = await ownTile(viewer);
      expect(own.encryption).toBe(senders.includes(viewer) ? "protected" : "waiting");
      for (const sender of senders) {
        if (sender !== viewer)
          expect(await tileOf(viewer, sender)).toMatchObject({ encryption: "encrypted" });
      }
      for (const listener of listeners) {
        if (listener !== viewer)
          expect(await tileOf(viewer, listener)).toMatchObject({ encryption: "ready" });
      }
    }
  });

  await everyoneSeesAndHears(senders);
  expectOnlySealed(meeting.stats(), meeting.channel);
});
