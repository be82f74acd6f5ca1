import { expect, test } from "vitest";
import { InboundPacing, maxWaiting, maxWaitingPerSource } from "../../../src/e2ee/worker/inbound-pacing.ts";
import { FakeClock, id } from "./fakes.ts";

const [ann, ben, eve] = [id("ann"), id("ben"), id("eve")];

function setUp(isPeer: (connectionId: string) => boolean = () => true) {
  const clock = new FakeClock();
  const dropped: (readonly [string | null, number])[] = [];
  const pacing = new InboundPacing({
    clock,
    isPeer,
    onDropped: (source, count) => dropped.push([source, count]),
  });
  const admit = (source: string | null, kind: "key" | "sealed" = "key", bytes = 148) =>
    pacing.admit({ kind, source, bytes, handle: async () => undefined });
  const sources = () => {
    const taken: (string | null)[] = [];
    for (let next = pacing.take(); next !== null; next = pacing.take()) taken.push(next.source);
    return taken;
  };
  return { clock, pacing, dropped, admit, sources };
}

test("a message that waits behind another source's flood is handled after one message of the flood", () => {
  const { admit, sources } = setUp();
  for (let i = 0; i < 200; i++) admit(eve);
  admit(ann);
  admit(ann);
  expect(sources().slice(0, 5)).toEqual([eve, ann, eve, ann, eve]);
});

test("the messages of one source keep their order", () => {
  const { pacing } = setUp();
  const order: number[] = [];
  for (let i = 0; i < 5; i++) {
    pacing.admit({
      kind: "key",
      source: i % 2 ? ann : ben,
      bytes: 1,
      handle: async () => void order.push(i),
    });
  }
  for (let next = pacing.take(); next !== null; next = pacing.take()) void next.handle();
  expect(order.filter((i) => i % 2 === 0)).toEqual([0, 2, 4]);
  expect(order.filter((i) => i % 2 === 1)).toEqual([1, 3]);
});

test("a source can have 256 waiting messages, and later ones are dropped", () => {
  const { admit, pacing } = setUp();
  const admitted = Array.from({ length: 1_000 }, () => admit(eve));
  expect(admitted.filter(Boolean)).toHaveLength(maxWaitingPerSource);
  expect(pacing.waiting).toBe(maxWaitingPerSource);
  expect(admit(ann)).toBe(true);
});

test("a flood of sealed messages leaves room for key messages of the same source", () => {
  const { admit } = setUp();
  for (let i = 0; i < 1_000; i++) admit(eve, "sealed");
  expect(admit(eve, "key")).toBe(true);
});

test("bytes are limited as well as messages", () => {
  const { admit, pacing } = setUp();
  for (let i = 0; i < 20; i++) admit(eve, "sealed", 256 * 1024);
  expect(pacing.waiting).toBe(8);
  for (let i = 0; i < 100; i++) admit(id(`peer ${i}`), "sealed", 256 * 1024);
  expect(pacing.waiting).toBe(64);
  expect(admit(ann)).toBe(true);
});

test("at the total limit, the longest queue loses a message and the new message is kept", () => {
  const { admit, pacing, sources, dropped } = setUp();
  for (let i = 0; i < 32; i++) for (let n = 0; n < 128; n++) admit(id(`flooder ${i}`));
  expect(pacing.waiting).toBe(maxWaiting);
  expect(admit(ann)).toBe(true);
  expect(pacing.waiting).toBe(maxWaiting);
  expect(dropped).toHaveLength(1);
  expect(sources()).toContain(ann);
});

test("made-up sources share one queue", () => {
  const { admit, pacing, dropped } = setUp((connectionId) => connectionId === ann);
  for (let i = 0; i < 5_000; i++) admit(id(`made up ${i}`));
  expect(pacing.waiting).toBe(maxWaitingPerSource);
  expect(admit(ann)).toBe(true);
  expect(dropped).toEqual([[null, 1]]);
});

test("the first dropped message is reported at once with its source, and later ones are counted every 10 s", async () => {
  const { admit, clock, dropped } = setUp();
  for (let i = 0; i < 1_500; i++) admit(eve);
  expect(dropped).toEqual([[eve, 1]]);
  await clock.advance(10_000);
  expect(dropped).toEqual([
    [eve, 1],
    [eve, 1_500 - maxWaitingPerSource - 1],
  ]);
  await clock.advance(60_000);
  expect(dropped).toHaveLength(2);
  expect(clock.pending).toBe(0);
});

test("the waiting messages of a peer that left are removed, and those of others are kept", () => {
  const { admit, pacing, sources } = setUp();
  for (const kind of ["key", "sealed"] as const) for (const source of [ann, eve]) admit(source, kind);
  pacing.forget(eve);
  expect(pacing.waiting).toBe(2);
  expect(sources()).toEqual([ann, ann]);
  expect(pacing.waiting).toBe(0);
});

test("no message waits and no timer runs after the end", () => {
  const { admit, pacing, clock } = setUp();
  for (let i = 0; i < 1_500; i++) admit(eve);
  pacing.stop();
  expect([pacing.waiting, pacing.take(), clock.pending]).toEqual([0, null, 0]);
});

test("messages that were handled or removed leave their room to later ones", () => {
  const { admit, pacing, sources } = setUp();
  const admitAll = () =>
    Array.from({ length: 9 }, () => admit(eve, "sealed", 256 * 1024)).filter(Boolean).length;
  for (let round = 0; round < 20; round++) {
    expect(admitAll()).toBe(8);
    expect(sources()).toHaveLength(8);
    expect(admitAll()).toBe(8);
    pacing.forget(eve);
    expect(pacing.waiting).toBe(0);
  }
  for (let i = 0; i < 8; i++) for (let n = 0; n < 8; n++) admit(id(`peer ${i}`), "sealed", 256 * 1024);
  expect(pacing.waiting, "all bytes are free again").toBe(64);
});

test("calls dropped once for each dropped message, and never for a handled one", () => {
  const { pacing } = setUp();
  const told: string[] = [];
  const admit = (name: string, source: string, bytes: number) =>
    pacing.admit({
      kind: "key",
      source,
      bytes,
      handle: async () => undefined,
      dropped: () => told.push(name),
    });
  const mebibyte = 1024 * 1024;
  expect([admit("one", ann, mebibyte), admit("two", ann, mebibyte), admit("three", ann, 1)]).toEqual([
    true,
    true,
    false,
  ]);
  expect(told).toEqual(["three"]);
  pacing.take();
  admit("four", eve, 1);
  pacing.forget(ann);
  expect(told).toEqual(["three", "two"]);
  pacing.stop();
  expect(told).toEqual(["three", "two", "four"]);
});

test("at the limit of bytes, the source with the most bytes loses a message, not the one with the most messages", () => {
  const { admit, pacing, dropped, sources } = setUp();
  for (let i = 0; i < 200; i++) admit(ann, "key", 1);
  const half = 1024 * 1024;
  for (let i = 0; i < 8; i++) for (let n = 0; n < 2; n++) admit(id(`peer ${i}`), "sealed", half - 100);
  expect(dropped).toEqual([]);
  expect(admit(ben, "sealed", 100_000)).toBe(true);
  expect(dropped.map(([source]) => source)).toEqual([id("peer 0")]);
  expect(pacing.waiting).toBe(200 + 16);
  expect(sources().filter((source) => source === ben)).toHaveLength(1);
});

test("at the total limit, a message of the longest queue is refused itself", () => {
  const { pacing, dropped, admit } = setUp();
  for (let i = 0; i < 48; i++) for (let n = 0; n < 80; n++) admit(id(`peer ${i}`));
  for (let n = 0; n < 255; n++) admit(ann);
  expect(admit(ben)).toBe(true);
  expect(admit(ann)).toBe(false);
  expect(dropped).toEqual([[ann, 1]]);
  expect(pacing.waiting).toBe(maxWaiting);
});

test("dropped messages are reported no earlier than after 10 s, and at once again after a quiet time", async () => {
  const { admit, pacing, clock, dropped } = setUp();
  for (let i = 0; i < maxWaitingPerSource + 3; i++) admit(eve);
  await clock.advance(9_999);
  expect(dropped).toEqual([[eve, 1]]);
  await clock.advance(1);
  expect(dropped).toEqual([
    [eve, 1],
    [eve, 2],
  ]);
  await clock.advance(10_000);
  expect(clock.pending).toBe(0);
  admit(eve);
  expect(dropped.slice(2)).toEqual([[eve, 1]]);
  pacing.stop();
});
