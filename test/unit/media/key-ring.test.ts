import { beforeEach, describe, expect, it } from "vitest";
import type { FrameKey } from "../../../src/e2ee/media/frame-crypto.ts";
import { KeyRing, pastKeyLifetimeMs } from "../../../src/e2ee/media/key-ring.ts";
import { FakeClock } from "../worker/fakes.ts";

/** Without a `material` of its own, each key id has one. */
const frameKey = (keyId: number, material = keyId): FrameKey => {
  const writeIv = new Uint8Array(12);
  new DataView(writeIv.buffer).setUint32(0, material);
  return { keyId, key: {} as CryptoKey, base: {} as CryptoKey, writeIv };
};

describe("a peer's keys", () => {
  let clock: FakeClock;
  let ring: KeyRing;
  const held = (...keyIds: number[]) => keyIds.filter((keyId) => ring.get(keyId) !== undefined);

  const open = (keyId: number, counter: number) => ring.get(keyId)?.replay.commit(counter, clock.now());
  const verdict = (keyId: number, counter: number) => ring.get(keyId)?.replay.verdict(counter, clock.now());
  const confirm = (keyId: number) => {
    const key = ring.get(keyId);
    if (key) ring.confirm(key);
  };

  beforeEach(() => {
    clock = new FakeClock();
    ring = new KeyRing(clock);
  });

  it("are removed when the peer restarts its key ids, and lower ids are accepted, except for replaced keys", async () => {
    for (let keyId = 0; keyId < 1200; keyId++) {
      ring.add(frameKey(keyId), false);
      if (keyId % 50 === 0) await clock.advance(pastKeyLifetimeMs);
    }
    open(1199, 3);
    ring.startOver();
    expect(ring.newestKeyId).toBeNull();
    ring.add(frameKey(1198), false);
    expect(ring.newestKeyId, "a key of before").toBeNull();
    ring.add(frameKey(1, 5000), false);
    expect(ring.newestKeyId).toBe(1);
    ring.add(frameKey(1199), false);
    expect(verdict(1199, 3), "a frame that was opened").toBe("replayed");
  });

  it("are kept for a while after the peer announced a newer one, then removed", async () => {
    ring.add(frameKey(0), false);
    ring.add(frameKey(1), false);
    await clock.advance(pastKeyLifetimeMs - 1);
    expect(held(0, 1)).toEqual([0, 1]);
    await clock.advance(1);
    expect(held(0, 1)).toEqual([1]);
    expect(clock.pending).toBe(0);
  });

  it("are kept beside a guess until the peer announces it, also when a frame was decrypted with the guess", async () => {
    ring.add(frameKey(0), false);
    ring.add(frameKey(1), true);
    confirm(1);
    await clock.advance(pastKeyLifetimeMs * 2);
    expect(held(0, 1)).toEqual([0, 1]);
    ring.add(frameKey(1), false);
    await clock.advance(pastKeyLifetimeMs);
    expect(held(0, 1)).toEqual([1]);
  });

  it("follow the peer's announcement, even with a lower id than our guess", async () => {
    ring.add(frameKey(4), false);
    ring.add(frameKey(5), true);
    ring.add(frameKey(6), true);
    ring.add(frameKey(5), false);
    expect(ring.newestKeyId).toBe(5);
    await clock.advance(pastKeyLifetimeMs);
    expect(held(4, 5, 6)).toEqual([5]);
  });

  it("that arrive late decrypt late frames and do not become the newest", async () => {
    ring.add(frameKey(7), false);
    ring.addPast(frameKey(5));
    expect(ring.newestKeyId).toBe(7);
    expect(held(5, 7)).toEqual([5, 7]);
    await clock.advance(pastKeyLifetimeMs);
    expect(held(5, 7)).toEqual([7]);
  });

  it("are not awaited for an id below the newest key, unless the newest is a guess", () => {
    expect(ring.mayCome(3)).toBe(true);
    ring.add(frameKey(4), false);
    expect([3, 4, 5].map((keyId) => ring.mayCome(keyId))).toEqual([false, false, true]);
    ring.add(frameKey(5), true);
    expect(ring.mayCome(3)).toBe(true);
    ring.expectsKeys = false;
    expect(ring.mayCome(9)).toBe(false);
  });

  it("that arrive late are removed when they would have been removed had they arrived in time", async () => {
    ring.add(frameKey(7), false);
    await clock.advance(pastKeyLifetimeMs - 1);
    ring.addPast(frameKey(5));
    expect(held(5)).toEqual([5]);
    await clock.advance(1);
    expect(held(5)).toEqual([]);
    ring.addPast(frameKey(6));
    expect(held(6)).toEqual([]);
  });

  it("never come back after the peer replaced them, on any path", async () => {
    ring.add(frameKey(3), false);
    ring.add(frameKey(4), false);
    await clock.advance(pastKeyLifetimeMs);
    ring.add(frameKey(3), false);
    ring.add(frameKey(3), true);
    ring.addPast(frameKey(3));
    expect([held(3, 4), ring.newestKeyId]).toEqual([[4], 4]);
  });

  it("that were replaced do not come back after the peer left either", async () => {
    ring.add(frameKey(3), false);
    ring.add(frameKey(4), false);
    ring.wipe();
    ring.add(frameKey(3), false);
    expect(held(3, 4)).toEqual([]);
    ring.add(frameKey(0, 77), false);
    expect(held(0)).toEqual([0]);
  });

  it("keep their record of decrypted frames when the peer leaves and comes back", () => {
    ring.add(frameKey(3), false);
    open(3, 12);
    ring.wipe();
    ring.add(frameKey(3), false);
    expect([verdict(3, 12), verdict(3, 13)]).toEqual(["replayed", "fresh"]);
  });

  it("keep the record of a dropped guess, and allow the guess to come back", async () => {
    ring.add(frameKey(4), false);
    ring.add(frameKey(5), true);
    open(5, 12);
    confirm(5);
    ring.add(frameKey(4), false);
    await clock.advance(pastKeyLifetimeMs);
    expect(held(4, 5)).toEqual([4]);
    ring.add(frameKey(5), true);
    expect([verdict(5, 12), verdict(5, 13)]).toEqual(["replayed", "fresh"]);
  });

  it("share the record when a guess is confirmed, and not with another key of the same id", () => {
    ring.add(frameKey(1), true);
    open(1, 12);
    ring.add(frameKey(1), false);
    expect(verdict(1, 12)).toBe("replayed");
    ring.add(frameKey(1, 99), false);
    expect(verdict(1, 12)).toBe("fresh");
  });

  it("keep the announced one through any number of made-up joins", () => {
    ring.add(frameKey(0), false);
    open(0, 12);
    for (let keyId = 1; keyId < 1_000; keyId++) ring.add(frameKey(keyId), true);
    expect([verdict(0, 12), verdict(0, 13)]).toEqual(["replayed", "fresh"]);
  });

  it("that were replaced long ago do not come back, even if there are too many to remember each of them", async () => {
    for (let keyId = 0; keyId < 1_200; keyId++) {
      ring.add(frameKey(keyId), false);
      if (keyId % 60 === 59) await clock.advance(pastKeyLifetimeMs);
    }
    for (const keyId of [0, 1, 100, 1_000, 1_198]) ring.add(frameKey(keyId), false);
    expect(held(0, 1, 100, 1_000, 1_198, 1_199)).toEqual([1_199]);
  });

  it("are bounded in number", () => {
    for (let keyId = 0; keyId < 1_000; keyId++) ring.add(frameKey(keyId), true);
    expect(held(...Array.from({ length: 1_000 }, (_, keyId) => keyId))).toHaveLength(64);
    expect(ring.get(999)).toBeDefined();
  });

  it("are removed at once when wiped, together with their timer", () => {
    ring.add(frameKey(0), false);
    ring.add(frameKey(1), false);
    ring.wipe();
    expect(held(0, 1)).toEqual([]);
    expect(clock.pending).toBe(0);
  });
});
