import { beforeEach, describe, expect, it } from "vitest";
import type { ReceivedMessage } from "../../../src/e2ee/messages/received-message.ts";
import { WaitingRoom } from "../../../src/e2ee/messages/waiting-room.ts";
import { FakeClock } from "../worker/fakes.ts";

const limits = { messages: 4, bytes: 1_000, totalMessages: 6, totalBytes: 2_000 };
const waitMs = 8_000;

describe("sealed messages that wait for a key", () => {
  let clock: FakeClock;
  let room: WaitingRoom;
  let dropped: string[];

  beforeEach(() => {
    clock = new FakeClock();
    dropped = [];
    room = new WaitingRoom({ limits, clock, dropped: (source, why) => dropped.push(`${source} ${why}`) });
  });

  /** The label stands for the message. */
  function put(source: string, name: string, bytes = 10): void {
    const message = { label: name, message: new Uint8Array(bytes), until: clock.now() + waitMs };
    room.put(source, message as unknown as ReceivedMessage);
  }
  const take = (source: string) => room.take(source).map(({ label }) => label);

  it("are taken once, in the order of arrival", () => {
    for (const name of ["one", "two"]) put("ann", name);
    put("ben", "other");
    expect([take("ann"), take("ann"), take("eve")]).toEqual([["one", "two"], [], []]);
    expect(take("ben")).toEqual(["other"]);
  });

  it("of one source lose their middle one beyond the limit of messages", () => {
    for (const name of ["1", "2", "3", "4"]) put("ann", name, 250);
    expect(dropped).toEqual([]);
    put("ann", "5", 250);
    expect(dropped).toEqual(["ann full"]);
    expect(take("ann")).toEqual(["1", "2", "4", "5"]);
  });

  it("of one source lose their middle one beyond the limit of bytes", () => {
    for (const name of ["1", "2"]) put("ann", name, 500);
    expect(dropped).toEqual([]);
    put("ann", "3", 1);
    expect(dropped).toEqual(["ann full"]);
    expect(take("ann")).toEqual(["1", "3"]);
  });

  it("of the source with the most messages make room beyond the limit of all messages", () => {
    for (const name of ["1", "2"]) put("ben", name, 300);
    for (const name of ["1", "2", "3", "4"]) put("ann", name);
    expect(dropped).toEqual([]);
    put("ben", "3", 300);
    expect(dropped).toEqual(["ann full"]);
    expect([take("ann"), take("ben")]).toEqual([
      ["1", "2", "4"],
      ["1", "2", "3"],
    ]);
  });

  it("of the source with the most bytes make room beyond the limit of all bytes", () => {
    for (const name of ["1", "2", "3"]) put("ben", name, 100);
    put("ann", "1", 900);
    put("cho", "1", 800);
    expect(dropped).toEqual([]);
    put("cho", "2", 1);
    expect(dropped).toEqual(["ann full"]);
    expect([take("ann"), take("ben").length, take("cho")]).toEqual([[], 3, ["1", "2"]]);
  });

  it("leave their room to others when they are taken", () => {
    for (let round = 0; round < 5; round++) {
      for (const name of ["1", "2", "3", "4"]) put("ann", name, 250);
      for (const name of ["1", "2"]) put("ben", name, 500);
      expect([take("ann").length, take("ben").length]).toEqual([4, 2]);
    }
    expect([dropped, clock.pending]).toEqual([[], 0]);
  });

  it("are dropped when they have waited long enough, each at its time", async () => {
    put("ann", "one", 600);
    await clock.advance(1_000);
    put("ann", "two", 400);
    await clock.advance(waitMs - 1_001);
    expect(dropped).toEqual([]);
    await clock.advance(1);
    expect(dropped).toEqual(["ann expired"]);
    put("ann", "three", 600);
    expect(dropped, "the room of the first one is free").toEqual(["ann expired"]);
    await clock.advance(1_000);
    expect(dropped).toEqual(["ann expired", "ann expired"]);
    expect(take("ann")).toEqual(["three"]);
    expect(clock.pending).toBe(0);
  });

  it("are gone at the end, and leave no timer", async () => {
    put("ann", "one");
    put("ben", "two");
    room.clear();
    expect([take("ann"), take("ben"), clock.pending]).toEqual([[], [], 0]);
    await clock.advance(waitMs);
    expect(dropped).toEqual([]);
  });
});
