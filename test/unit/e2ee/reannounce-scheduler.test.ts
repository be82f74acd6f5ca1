import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createReannounceScheduler } from "../../../src/e2ee/agreement/reannounce-scheduler.ts";
import { systemClock } from "../../../src/protocol/clock.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function setUp(unheard: readonly string[] = [], broadcasts = false) {
  const announced: { readonly at: number; readonly to: readonly string[] | null }[] = [];
  const began = performance.now();
  const scheduler = createReannounceScheduler({
    broadcasts,
    clock: systemClock,
    announce: (to) => announced.push({ at: performance.now() - began, to }),
    unheard: () => unheard,
  });
  return { scheduler, announced };
}

test("the scheduler announces once, when presence has been quiet for a second", () => {
  const { scheduler, announced } = setUp();
  scheduler.presenceChanged();
  vi.advanceTimersByTime(600);
  scheduler.presenceChanged();
  vi.advanceTimersByTime(60_000);
  expect(announced).toEqual([{ at: 1_600, to: null }]);
});

test("the scheduler announces every 4 seconds in a channel that is never quiet", () => {
  const { scheduler, announced } = setUp();
  for (let i = 0; i < 90; i++) {
    scheduler.presenceChanged();
    vi.advanceTimersByTime(100);
  }
  expect(announced.map(({ at }) => at)).toEqual([4_000, 8_000]);
});

test("the scheduler retries peers that were never heard, with delays that grow to 30 s", () => {
  const { scheduler, announced } = setUp(["bob"]);
  scheduler.presenceChanged();
  vi.advanceTimersByTime(130_000);
  expect(announced).toEqual([
    { at: 1_000, to: null },
    ...[3_000, 7_000, 15_000, 31_000, 61_000, 91_000, 121_000].map((at) => ({ at, to: ["bob"] })),
  ]);
});

test("the scheduler stops its retries when all peers were heard", () => {
  const unheard = ["bob"];
  const { scheduler, announced } = setUp(unheard);
  scheduler.presenceChanged();
  vi.advanceTimersByTime(8_000);
  const before = announced.length;
  unheard.pop();
  vi.advanceTimersByTime(600_000);
  expect(announced).toHaveLength(before);
  expect(vi.getTimerCount()).toBe(0);
});

test("a retry announces to at most 64 peers, and later retries reach the others", () => {
  const unheard = Array.from({ length: 150 }, (_, i) => `peer ${i}`);
  const { scheduler, announced } = setUp(unheard, true);
  scheduler.presenceChanged();
  vi.advanceTimersByTime(16_000);
  expect(announced.map(({ to }) => to?.length)).toEqual([64, 64, 22, 64]);
  expect(new Set(announced.flatMap(({ to }) => to))).toEqual(new Set(unheard));
});

test("peers that were present before us cause one announcement", () => {
  const { scheduler, announced } = setUp();
  for (let i = 0; i < 3; i++) scheduler.foundPresent();
  vi.advanceTimersByTime(60_000);
  expect(announced).toEqual([{ at: 1_000, to: null }]);
});

test("on a broadcast relay, a single change causes no announcement to all", () => {
  const { scheduler, announced } = setUp([], true);
  for (let i = 0; i < 3; i++) scheduler.foundPresent();
  vi.advanceTimersByTime(5_000);
  scheduler.presenceChanged();
  vi.advanceTimersByTime(5_000);
  scheduler.presenceChanged();
  vi.advanceTimersByTime(60_000);
  expect(announced).toEqual([]);
});

test("on a broadcast relay, changes that may have raced cause an announcement to all at a random moment", () => {
  const times = new Set<number>();
  for (let i = 0; i < 20; i++) {
    const { scheduler, announced } = setUp([], true);
    scheduler.foundPresent();
    vi.advanceTimersByTime(4_900);
    scheduler.presenceChanged();
    vi.advanceTimersByTime(60_000);
    expect(announced).toEqual([{ at: expect.any(Number), to: null }]);
    expect(announced[0]!.at).toBeGreaterThanOrEqual(5_900);
    expect(announced[0]!.at).toBeLessThanOrEqual(6_400);
    times.add(announced[0]!.at);
  }
  expect(times.size).toBeGreaterThan(5);
});

test("on a broadcast relay, the scheduler still retries peers that were never heard", () => {
  const { scheduler, announced } = setUp(["bob"], true);
  scheduler.presenceChanged();
  vi.advanceTimersByTime(30_000);
  expect(announced.map(({ at }) => at)).toEqual([1_000, 3_000, 7_000, 15_000]);
  expect(announced.every(({ to }) => to?.[0] === "bob")).toBe(true);
});

test("a peer whose messages no longer arrive is retried, although presence has not changed", () => {
  const unheard: string[] = [];
  const { scheduler, announced } = setUp(unheard);
  unheard.push("bob");
  scheduler.retry();
  scheduler.retry();
  vi.advanceTimersByTime(15_000);
  expect(announced).toEqual([2_000, 6_000, 14_000].map((at) => ({ at, to: ["bob"] })));
});

test("a retry that is asked for does not delay an announcement that is due", () => {
  const { scheduler, announced } = setUp();
  scheduler.presenceChanged();
  scheduler.retry();
  vi.advanceTimersByTime(60_000);
  expect(announced).toEqual([{ at: 1_000, to: null }]);
});

test("the scheduler makes no announcement after its end", () => {
  const { scheduler, announced } = setUp(["bob"]);
  scheduler.presenceChanged();
  scheduler.end();
  vi.advanceTimersByTime(60_000);
  expect(announced).toEqual([]);
});
