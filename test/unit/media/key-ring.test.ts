import { beforeEach, describe, expect, it } from "vitest";
import type { FrameKey } from "../../../src/e2ee/media/frame-keys.ts";
import { KeyRing, pastKeyLifetimeMs } from "../../../src/e2ee/media/key-ring.ts";
import { FakeClock } from "../worker/fakes.ts";

const frameKey = (keyId: number): FrameKey => ({
  keyId,
  key: {} as CryptoKey,
  base: {} as CryptoKey,
  writeIv: new Uint8Array(12),
});

describe("a member's keys", () => {
  let clock: FakeClock;
  let ring: KeyRing;
  const held = (...keyIds: number[]) => keyIds.filter((keyId) => ring.get(keyId) !== undefined);

  beforeEach(() => {
    clock = new FakeClock();
    ring = new KeyRing(clock);
  });

  it("of the past stay for a while after the member announced a newer one, then go", async () => {
    ring.add(frameKey(0), false);
    ring.add(frameKey(1), false);
    await clock.advance(pastKeyLifetimeMs - 1);
    expect(held(0, 1)).toEqual([0, 1]);
    await clock.advance(1);
    expect(held(0, 1)).toEqual([1]);
    expect(clock.pending).toBe(0);
  });

  it("stay beside a guess until a frame has opened with it", async () => {
    ring.add(frameKey(0), false);
    ring.add(frameKey(1), true);
    await clock.advance(pastKeyLifetimeMs * 2);
    expect(held(0, 1)).toEqual([0, 1]);
    const guess = ring.get(1);
    if (guess) ring.confirm(guess);
    await clock.advance(pastKeyLifetimeMs);
    expect(held(0, 1)).toEqual([1]);
  });

  it("go by the member's word, even with a lower id than the guess", async () => {
    ring.add(frameKey(4), false);
    ring.add(frameKey(5), true);
    ring.add(frameKey(6), true);
    ring.add(frameKey(5), false);
    expect(ring.newestKeyId).toBe(5);
    await clock.advance(pastKeyLifetimeMs);
    expect(held(4, 5, 6)).toEqual([5]);
  });

  it("that came late open late frames and do not become the newest", async () => {
    ring.add(frameKey(7), false);
    ring.addPast(frameKey(5));
    expect(ring.newestKeyId).toBe(7);
    expect(held(5, 7)).toEqual([5, 7]);
    await clock.advance(pastKeyLifetimeMs);
    expect(held(5, 7)).toEqual([7]);
  });

  it("are not waited for when they lie before the newest, unless that is a guess", () => {
    expect(ring.mayCome(3)).toBe(true);
    ring.add(frameKey(4), false);
    expect([3, 4, 5].map((keyId) => ring.mayCome(keyId))).toEqual([false, false, true]);
    ring.add(frameKey(5), true);
    expect(ring.mayCome(3)).toBe(true);
    ring.expectsKeys = false;
    expect(ring.mayCome(9)).toBe(false);
  });

  it("share what was opened when a key is replaced under the same id", () => {
    ring.add(frameKey(1), true);
    ring.get(1)?.replay.commit(12);
    ring.add(frameKey(1), false);
    expect(ring.get(1)?.replay.isFresh(12)).toBe(false);
  });

  it("do not pile up", () => {
    for (let keyId = 0; keyId < 1_000; keyId++) ring.add(frameKey(keyId), true);
    expect(held(...Array.from({ length: 1_000 }, (_, keyId) => keyId))).toHaveLength(64);
    expect(ring.get(999)).toBeDefined();
  });

  it("go at once when wiped, with their timer", () => {
    ring.add(frameKey(0), false);
    ring.add(frameKey(1), false);
    ring.wipe();
    expect(held(0, 1)).toEqual([]);
    expect(clock.pending).toBe(0);
  });
});
