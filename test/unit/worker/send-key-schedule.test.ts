import { beforeEach, describe, expect, it } from "vitest";
import { type FrameKey, importFrameKey } from "../../../src/e2ee/media/frame-crypto.ts";
import { leaveDelayMs, SendKeySchedule } from "../../../src/e2ee/worker/send-key-schedule.ts";
import { FakeClock, id, material } from "./fakes.ts";

const key = (keyId: number): Promise<FrameKey> => importFrameKey(material(keyId), keyId, "encrypt");

describe("the key that seals frames", () => {
  let clock: FakeClock;
  let switches: number;
  let sealing: SendKeySchedule;

  beforeEach(async () => {
    clock = new FakeClock();
    switches = 0;
    sealing = new SendKeySchedule({ clock, onExhausted: () => undefined, onSwitch: () => switches++ });
  });

  it("is null before the start and after the end, so that no frame can be sealed", async () => {
    expect([sealing.sealer, sealing.keyId]).toEqual([null, null]);
    sealing.start(id("me"), await key(0));
    const { sealer } = sealing;
    expect(sealing.keyId).toBe(0);
    expect(await sealer?.seal(new Uint8Array(9), 1)).toBeInstanceOf(Uint8Array);
    sealing.wipe();
    expect([sealing.sealer, sealing.keyId]).toEqual([null, null]);
    expect(sealer?.seal(new Uint8Array(9), 1)).toBeNull();
  });

  it("changes at once after a join, and keeps its counter", async () => {
    sealing.start(id("me"), await key(0));
    const { sealer } = sealing;
    sealing.switchNow(await key(1));
    expect(sealing.keyId).toBe(1);
    sealing.start(id("me"), await key(2));
    expect(sealing.sealer).toBe(sealer);
    expect(sealing.keyId).toBe(2);
    expect(switches).toBe(3);
  });

  it("changes exactly five seconds after a leave", async () => {
    sealing.start(id("me"), await key(0));
    sealing.switchAfterLeave(await key(1));
    await clock.advance(leaveDelayMs - 1);
    expect([sealing.keyId, switches]).toEqual([0, 1]);
    await clock.advance(1);
    expect([sealing.keyId, switches]).toEqual([1, 2]);
    expect(clock.pending).toBe(0);
  });

  it("changes five seconds after each of several leaves", async () => {
    sealing.start(id("me"), await key(0));
    sealing.switchAfterLeave(await key(1));
    await clock.advance(2_000);
    sealing.switchAfterLeave(await key(2));
    await clock.advance(1_000);
    sealing.switchAfterLeave(await key(3));
    await clock.advance(2_000);
    expect(sealing.keyId).toBe(1);
    await clock.advance(2_000);
    expect(sealing.keyId).toBe(2);
    await clock.advance(1_000);
    expect([sealing.keyId, switches]).toEqual([3, 4]);
  });

  it("is the newest due key when the timer fired late", async () => {
    sealing.start(id("me"), await key(0));
    sealing.switchAfterLeave(await key(1));
    sealing.switchAfterLeave(await key(2));
    await clock.advance(leaveDelayMs);
    expect([sealing.keyId, switches]).toEqual([2, 2]);
  });

  it("does not return to the key of an earlier leave after a join", async () => {
    sealing.start(id("me"), await key(0));
    sealing.switchAfterLeave(await key(1));
    sealing.switchNow(await key(2));
    expect(clock.pending).toBe(0);
    await clock.advance(2 * leaveDelayMs);
    expect([sealing.keyId, switches]).toEqual([2, 2]);
  });

  it("sets no timer and does not change after the end", async () => {
    sealing.start(id("me"), await key(0));
    sealing.switchAfterLeave(await key(1));
    sealing.wipe();
    expect(clock.pending).toBe(0);
    await clock.advance(2 * leaveDelayMs);
    expect([sealing.keyId, switches]).toEqual([null, 1]);
  });

  it("skips keys that would be due later than a newer one", async () => {
    sealing.start(id("me"), await key(0));
    sealing.switchLater(await key(1), 1000);
    sealing.switchLater(await key(2), 300);
    await clock.advance(300);
    expect(sealing.keyId).toBe(2);
    await clock.advance(2000);
    expect(sealing.keyId).toBe(2);
  });

  it("seals for five seconds after the first leave, and then nothing until a fresh key comes", async () => {
    sealing.start(id("me"), await key(0));
    sealing.expireAfterLeave();
    await clock.advance(2_000);
    sealing.expireAfterLeave();
    await clock.advance(leaveDelayMs - 2_001);
    expect(sealing.sealer).not.toBeNull();
    await clock.advance(1);
    expect(sealing.sealer).toBeNull();
    sealing.switchAfterLeave(await key(1));
    expect([sealing.keyId, switches]).toEqual([1, 2]);
    expect(sealing.sealer).not.toBeNull();
  });

  it("changes five seconds after the leave when the fresh key comes before that", async () => {
    sealing.start(id("me"), await key(0));
    sealing.expireAfterLeave();
    await clock.advance(2_000);
    sealing.switchAfterLeave(await key(1));
    await clock.advance(leaveDelayMs - 2_001);
    expect([sealing.keyId, switches]).toEqual([0, 1]);
    await clock.advance(1);
    expect([sealing.keyId, switches]).toEqual([1, 2]);
    await clock.advance(leaveDelayMs);
    expect(sealing.sealer, "no peer that left knows the fresh key").not.toBeNull();
  });

  it("does not count as changed when no key is due", async () => {
    sealing.start(id("me"), await key(0));
    sealing.switchLater(await key(1), 300);
    sealing.switchLater(await key(2), 600);
    await clock.advance(300);
    expect([sealing.keyId, switches]).toEqual([1, 2]);
    await clock.advance(299);
    expect([sealing.keyId, switches]).toEqual([1, 2]);
    await clock.advance(1);
    expect([sealing.keyId, switches]).toEqual([2, 3]);
  });
});
