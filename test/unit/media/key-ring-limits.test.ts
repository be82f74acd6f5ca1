import { beforeEach, describe, expect, it } from "vitest";
import { type FrameKey, importFrameKey } from "../../../src/e2ee/media/frame-crypto.ts";
import { KeyRing, pastKeyLifetimeMs } from "../../../src/e2ee/media/key-ring.ts";
import { PastKeys } from "../../../src/e2ee/media/past-keys.ts";
import { ReplayMemory } from "../../../src/e2ee/media/replay-memory.ts";
import { FakeClock, material } from "../worker/fakes.ts";

const key = (keyId: number, byte = keyId + 1): Promise<FrameKey> =>
  importFrameKey(material(byte), keyId, "decrypt");
/** Many keys for the test. They have no WebCrypto key, because these are never used. */
function madeUp(number: number, keyId = number): FrameKey {
  const writeIv = new Uint8Array(12);
  new DataView(writeIv.buffer).setUint32(0, number);
  return { keyId, writeIv } as FrameKey;
}
const used = (...counters: number[]): ReplayMemory => {
  const memory = new ReplayMemory();
  for (const counter of counters) memory.commit(counter, 0);
  return memory;
};

describe("a peer's key ring", () => {
  let clock: FakeClock;
  let ring: KeyRing;
  let told: boolean[];

  beforeEach(() => {
    clock = new FakeClock();
    ring = new KeyRing(clock);
    told = [];
    ring.onKey((isFirst) => told.push(isFirst));
  });

  it("has no newest key at first and after it was wiped", async () => {
    expect(ring.newestKeyId).toBeNull();
    ring.add(await key(3), false);
    expect(ring.newestKeyId).toBe(3);
    ring.wipe();
    expect([ring.newestKeyId, ring.get(3), clock.pending]).toEqual([null, undefined, 0]);
  });

  it("reports the first key and each later key to its listeners, until they stop listening", async () => {
    const other: boolean[] = [];
    const stop = ring.onKey((isFirst) => other.push(isFirst));
    ring.add(await key(0), false);
    ring.add(await key(2), false);
    ring.addPast(await key(1));
    expect([told, other]).toEqual([
      [true, false, false],
      [true, false, false],
    ]);
    stop();
    ring.add(await key(3), false);
    expect([told.length, other.length]).toEqual([4, 3]);
  });

  it("accepts only keys above the newest one, unless the newest is a guess", async () => {
    expect(ring.mayCome(0)).toBe(true);
    ring.add(await key(5), false);
    expect([4, 5, 6].map((keyId) => ring.mayCome(keyId))).toEqual([false, false, true]);
    ring.add(await key(6), true);
    expect([4, 5, 6, 7].map((keyId) => ring.mayCome(keyId))).toEqual([true, false, false, true]);
    const guessed = ring.get(6);
    if (guessed) ring.confirm(guessed);
    expect([4, 7].map((keyId) => ring.mayCome(keyId))).toEqual([false, true]);
    ring.expectsKeys = false;
    expect(ring.mayCome(7)).toBe(false);
  });

  it("takes a frame as proof only for the key that decrypted it", async () => {
    ring.add(await key(6), true);
    const before = ring.get(6);
    ring.add(await key(6, 99), true);
    if (before) ring.confirm(before);
    expect(ring.get(6)?.guessed).toBe(true);
  });

  it("does not replace an announced key with a guess", async () => {
    ring.add(await key(6), false);
    const announced = ring.get(6);
    ring.add(await key(6, 99), true);
    expect(ring.get(6)).toBe(announced);
    expect(told).toEqual([true]);
  });

  it("remembers which frames were decrypted with a key that is announced again", async () => {
    ring.add(await key(6), true);
    ring.get(6)?.replay.commit(4, clock.now());
    ring.add(await key(6), false);
    expect(ring.get(6)?.replay.verdict(4, clock.now())).toBe("replayed");
    expect(ring.get(6)?.guessed).toBe(false);
    ring.add(await key(6, 99), false);
    expect(ring.get(6)?.replay.verdict(4, clock.now())).toBe("fresh");
  });

  it("keeps the previous key for its time, counted from the first announcement of the newest key", async () => {
    ring.add(await key(0), false);
    ring.add(await key(1), false);
    await clock.advance(pastKeyLifetimeMs - 1);
    ring.add(await key(1), false);
    expect(ring.get(0)).toBeDefined();
    await clock.advance(1);
    expect(ring.get(0)).toBeUndefined();
    expect(ring.get(1)).toBeDefined();
    expect(clock.pending).toBe(0);
  });

  it("removes each past key after that key's own time", async () => {
    ring.add(await key(0), false);
    ring.add(await key(1), false);
    await clock.advance(5_000);
    ring.add(await key(2), false);
    expect(clock.pending).toBe(1);
    await clock.advance(pastKeyLifetimeMs - 5_000);
    expect([0, 1, 2].map((keyId) => ring.get(keyId) !== undefined)).toEqual([false, true, true]);
    await clock.advance(5_000);
    expect([1, 2].map((keyId) => ring.get(keyId) !== undefined)).toEqual([false, true]);
  });

  it("accepts a late key only while its frames may still arrive", async () => {
    ring.addPast(await key(0));
    expect(ring.get(0)).toBeUndefined();
    ring.add(await key(2), false);
    await clock.advance(pastKeyLifetimeMs - 1);
    ring.addPast(await key(1));
    expect(ring.get(1)?.guessed).toBe(false);
    await clock.advance(1);
    expect(ring.get(1)).toBeUndefined();
    ring.addPast(await key(0));
    expect(ring.get(0)).toBeUndefined();
    ring.addPast(await key(1));
    expect(ring.get(1)).toBeUndefined();
  });

  it("restarts the time of late keys when the peer announces another key", async () => {
    ring.add(await key(2), false);
    await clock.advance(pastKeyLifetimeMs);
    ring.add(await key(4), false);
    ring.addPast(await key(3));
    expect(ring.get(3)).toBeDefined();
    await clock.advance(pastKeyLifetimeMs);
    ring.add(await key(4), false);
    ring.addPast(await key(1));
    expect(ring.get(1)).toBeUndefined();
  });

  it("does not replace an existing key with a late one", async () => {
    ring.add(await key(2), false);
    const there = ring.get(2);
    ring.addPast(await key(2, 99));
    expect(ring.get(2)).toBe(there);
  });

  it("holds 64 keys, and accepts no late key beyond them", () => {
    for (let keyId = 0; keyId < 64; keyId++) ring.add(madeUp(keyId), false);
    ring.addPast(madeUp(1_000));
    expect(ring.get(1_000)).toBeUndefined();
    expect(ring.get(0)).toBeDefined();
    ring.add(madeUp(64), false);
    expect([0, 1, 64].map((keyId) => ring.get(keyId) !== undefined)).toEqual([false, true, true]);
  });

  it("removes guesses first when it is full, and never the newest key", () => {
    ring.add(madeUp(0), false);
    for (let keyId = 1; keyId < 64; keyId++) ring.add(madeUp(keyId), true);
    ring.add(madeUp(64), true);
    expect([0, 1, 2, 64].map((keyId) => ring.get(keyId) !== undefined)).toEqual([true, false, true, true]);
  });

  it("removes a key with limited time before a key in use", () => {
    ring.add(madeUp(200), false);
    ring.addPast(madeUp(100));
    for (let keyId = 201; keyId < 263; keyId++) {
      ring.add(madeUp(keyId), true);
      const guessed = ring.get(keyId);
      if (guessed) ring.confirm(guessed);
    }
    expect(ring.get(100)).toBeDefined();
    ring.add(madeUp(263), true);
    expect([100, 200, 201, 263].map((keyId) => ring.get(keyId) !== undefined)).toEqual([
      false,
      true,
      true,
      true,
    ]);
  });

  it("remembers the frames of a key that was replaced under the same id", async () => {
    ring.add(await key(6, 1), true);
    ring.get(6)?.replay.commit(4, clock.now());
    ring.add(await key(6, 99), true);
    ring.add(await key(6, 1), false);
    expect(ring.get(6)?.replay.verdict(4, clock.now())).toBe("replayed");
  });

  it("accepts a late key no more after its time is over", async () => {
    ring.add(await key(2), false);
    ring.addPast(await key(1));
    await clock.advance(pastKeyLifetimeMs);
    ring.add(await key(1), false);
    expect([ring.newestKeyId, ring.get(1)]).toEqual([2, undefined]);
  });

  it("restarts the time of late keys when the peer returns to an earlier key", async () => {
    ring.add(await key(2), false);
    ring.add(await key(3), false);
    await clock.advance(pastKeyLifetimeMs - 1);
    ring.add(await key(2), false);
    await clock.advance(1);
    ring.addPast(await key(1));
    expect(ring.get(1)).toBeDefined();
  });
});

describe("a peer's past keys", () => {
  it("are empty until a key was replaced, or a used key was removed", () => {
    const past = new PastKeys();
    expect(past.isEmpty).toBe(true);
    past.keep(madeUp(1), new ReplayMemory());
    expect(past.isEmpty).toBe(true);
    past.keep(madeUp(1), used(1));
    expect(past.isEmpty).toBe(false);
    const other = new PastKeys();
    other.retire(madeUp(1));
    expect(other.isEmpty).toBe(false);
  });

  it("restore the record of decrypted frames for a key, and never restore a replaced key", () => {
    const past = new PastKeys();
    const memory = used(7);
    past.keep(madeUp(1), memory);
    expect(past.replayOf(madeUp(1))).toBe(memory);
    expect(past.replayOf(madeUp(2)).isUsed).toBe(false);
    expect(past.isRetired(madeUp(1))).toBe(false);
    past.retire(madeUp(1));
    expect(past.isRetired(madeUp(1))).toBe(true);
    expect(past.replayOf(madeUp(1)).isUsed).toBe(false);
  });

  it("keep the records of 32 keys, and treat older ones as replaced", () => {
    const past = new PastKeys();
    for (let number = 0; number < 32; number++) past.keep(madeUp(number), used(1));
    expect(past.isRetired(madeUp(0))).toBe(false);
    expect(past.replayOf(madeUp(0)).isUsed).toBe(true);
    past.keep(madeUp(32), used(1));
    expect(past.isRetired(madeUp(0))).toBe(true);
    expect([1, 32].map((number) => past.replayOf(madeUp(number)).isUsed)).toEqual([true, true]);
  });

  it("hold 1,024 replaced keys, and refuse all keys with ids up to the highest forgotten one", () => {
    const past = new PastKeys();
    for (let number = 0; number < 1_024; number++) past.retire(madeUp(number));
    expect(past.isRetired(madeUp(5_000, 0))).toBe(false);
    past.retire(madeUp(1_024));
    expect(past.isRetired(madeUp(5_000, 0))).toBe(true);
    expect(past.isRetired(madeUp(5_000, 1))).toBe(false);
    past.retire(madeUp(1_025));
    expect(past.isRetired(madeUp(5_000, 1))).toBe(true);
    past.keep(madeUp(6_000, 0), used(1));
    expect(past.isRetired(madeUp(6_000, 0))).toBe(false);
  });

  it("hold 64 replaced keys of a peer that left, and refuse all keys with ids up to the highest forgotten one", () => {
    const past = new PastKeys();
    for (let number = 0; number < 64; number++) past.retire(madeUp(number));
    past.compact();
    expect(past.isRetired(madeUp(5_000, 0))).toBe(false);
    past.retire(madeUp(64));
    past.compact();
    expect(past.isRetired(madeUp(5_000, 0))).toBe(true);
    expect([0, 1, 64].map((number) => past.isRetired(madeUp(number)))).toEqual([true, true, true]);
    expect(past.isRetired(madeUp(5_000, 1))).toBe(false);
  });
});
