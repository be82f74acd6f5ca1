import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createSettle } from "../../../src/e2ee/agreement/reannounce-scheduler.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function setUp(unheard: readonly string[] = [], broadcasts = false) {
  const announced: { readonly at: number; readonly to: readonly string[] | null }[] = [];
  const began = performance.now();
  const settle = createSettle({
    broadcasts,
    now: () => performance.now(),
    setTimer: (callback, delayMs) => setTimeout(callback, delayMs),
    clearTimer: (handle) => clearTimeout(handle as number),
    announce: (to) => announced.push({ at: performance.now() - began, to }),
    unheard: () => unheard,
  });
  return { settle, announced };
}

test("announces once, a second after presence has gone quiet", () => {
  const { settle, announced } = setUp();
  settle.presenceChanged();
  vi.advanceTimersByTime(600);
  settle.presenceChanged();
  vi.advanceTimersByTime(60_000);
  expect(announced).toEqual([{ at: 1_600, to: null }]);
});

test("does not wait for ever for a channel that never rests", () => {
  const { settle, announced } = setUp();
  for (let i = 0; i < 90; i++) {
    settle.presenceChanged();
    vi.advanceTimersByTime(100);
  }
  expect(announced.map(({ at }) => at)).toEqual([4_000, 8_000]);
});

test("tries peers that were never heard again and again, with pauses that grow to 30 s", () => {
  const { settle, announced } = setUp(["bob"]);
  settle.presenceChanged();
  vi.advanceTimersByTime(130_000);
  expect(announced).toEqual([
    { at: 1_000, to: null },
    ...[3_000, 7_000, 15_000, 31_000, 61_000, 91_000, 121_000].map((at) => ({ at, to: ["bob"] })),
  ]);
});

test("stops trying when all peers were heard", () => {
  const unheard = ["bob"];
  const { settle, announced } = setUp(unheard);
  settle.presenceChanged();
  vi.advanceTimersByTime(8_000);
  const before = announced.length;
  unheard.pop();
  vi.advanceTimersByTime(600_000);
  expect(announced).toHaveLength(before);
  expect(vi.getTimerCount()).toBe(0);
});

test("tries at most 64 peers at once, and all of them in turn", () => {
  const unheard = Array.from({ length: 150 }, (_, i) => `peer ${i}`);
  const { settle, announced } = setUp(unheard, true);
  settle.presenceChanged();
  vi.advanceTimersByTime(16_000);
  expect(announced.map(({ to }) => to?.length)).toEqual([64, 64, 22, 64]);
  expect(new Set(announced.flatMap(({ to }) => to))).toEqual(new Set(unheard));
});

test("takes those who were there as a change like any other", () => {
  const { settle, announced } = setUp();
  for (let i = 0; i < 3; i++) settle.foundPresent();
  vi.advanceTimersByTime(60_000);
  expect(announced).toEqual([{ at: 1_000, to: null }]);
});

test("over a broadcast, spares everybody an announcement after a change with no other one near it", () => {
  const { settle, announced } = setUp([], true);
  for (let i = 0; i < 3; i++) settle.foundPresent();
  vi.advanceTimersByTime(5_000);
  settle.presenceChanged();
  vi.advanceTimersByTime(5_000);
  settle.presenceChanged();
  vi.advanceTimersByTime(60_000);
  expect(announced).toEqual([]);
});

test("over a broadcast, announces to all after changes that may have raced, each peer at its own moment", () => {
  const times = new Set<number>();
  for (let i = 0; i < 20; i++) {
    const { settle, announced } = setUp([], true);
    settle.foundPresent();
    vi.advanceTimersByTime(4_900);
    settle.presenceChanged();
    vi.advanceTimersByTime(60_000);
    expect(announced).toEqual([{ at: expect.any(Number), to: null }]);
    expect(announced[0]!.at).toBeGreaterThanOrEqual(5_900);
    expect(announced[0]!.at).toBeLessThanOrEqual(6_400);
    times.add(announced[0]!.at);
  }
  expect(times.size).toBeGreaterThan(5);
});

test("over a broadcast, still tries those who were never heard", () => {
  const { settle, announced } = setUp(["bob"], true);
  settle.presenceChanged();
  vi.advanceTimersByTime(30_000);
  expect(announced.map(({ at }) => at)).toEqual([1_000, 3_000, 7_000, 15_000]);
  expect(announced.every(({ to }) => to?.[0] === "bob")).toBe(true);
});

test("is silent after its end", () => {
  const { settle, announced } = setUp(["bob"]);
  settle.presenceChanged();
  settle.end();
  vi.advanceTimersByTime(60_000);
  expect(announced).toEqual([]);
});
