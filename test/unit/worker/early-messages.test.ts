import { beforeEach, expect, it } from "vitest";
import { EarlyMessages } from "../../../src/e2ee/worker/early-messages.ts";
import { FakeClock } from "./fakes.ts";

let clock: FakeClock;
let early: EarlyMessages;

beforeEach(() => {
  clock = new FakeClock();
  early = new EarlyMessages(clock);
});

const keep = (source: string, byte: number) => early.keep(source, Uint8Array.of(byte));
const take = (source: string) => early.take(source).map(([byte]) => byte);

it("key messages that come before the notification of their peer are taken once, in order", () => {
  for (const byte of [1, 2]) keep("ann", byte);
  keep("ben", 3);
  expect([take("ann"), take("ann"), take("ben"), take("eve")]).toEqual([[1, 2], [], [3], []]);
});

it("one source can have four early key messages", () => {
  expect([1, 2, 3, 4, 5].map((byte) => keep("ann", byte))).toEqual([true, true, true, true, false]);
  expect(take("ann")).toEqual([1, 2, 3, 4]);
});

it("64 sources can have early key messages", () => {
  for (let i = 0; i < 64; i++) expect(keep(`source ${i}`, i)).toBe(true);
  expect(keep("one more", 1)).toBe(false);
  expect(keep("source 0", 1), "a source that has some already").toBe(true);
  take("source 5");
  expect(keep("one more", 1)).toBe(true);
});

it("early key messages are kept for 10 s, each from its arrival", async () => {
  keep("ann", 1);
  keep("ben", 2);
  await clock.advance(4_000);
  keep("ann", 3);
  await clock.advance(5_999);
  expect(take("ben")).toEqual([2]);
  await clock.advance(1);
  expect(take("ann")).toEqual([3]);
});

it("sources whose early key messages are too old leave their place to others", async () => {
  for (let i = 0; i < 64; i++) keep(`source ${i}`, i);
  await clock.advance(10_000);
  expect(keep("one more", 1)).toBe(true);
  early.clear();
  expect(take("one more")).toEqual([]);
});
