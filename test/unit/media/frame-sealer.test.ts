import { describe, expect, it, vi } from "vitest";
import { FrameSealer, importFrameKey } from "../../../src/e2ee/media/frame-crypto.ts";
import { id, material } from "../worker/fakes.ts";

describe("the sealer of a connection", () => {
  it("seals nothing without a key", () => {
    const sealer = new FrameSealer({ connectionId: id("me"), onExhausted: () => undefined });
    expect(sealer.seal(new Uint8Array(20), 1)).toBeNull();
  });

  it("uses the counter 2^32 - 1, then reports once that the key is exhausted", async () => {
    const onExhausted = vi.fn();
    const sealer = new FrameSealer({ connectionId: id("me"), onExhausted, firstCounter: 2 ** 32 - 1 });
    sealer.setKey(await importFrameKey(material(1), 0, "encrypt"));
    const last = await sealer.seal(new Uint8Array(20), 1);
    expect(last?.subarray(3, 7)).toEqual(new Uint8Array([255, 255, 255, 255]));
    expect([sealer.seal(new Uint8Array(20), 1), sealer.seal(new Uint8Array(20), 1)]).toEqual([null, null]);
    expect(onExhausted).toHaveBeenCalledTimes(1);
    sealer.setKey(await importFrameKey(material(2), 1, "encrypt"));
    expect(sealer.seal(new Uint8Array(20), 1)).toBeNull();
  });

  it("never repeats a counter when frames are sealed concurrently", async () => {
    const sealer = new FrameSealer({ connectionId: id("me"), onExhausted: () => undefined });
    sealer.setKey(await importFrameKey(material(1), 0, "encrypt"));
    const frames = Array.from({ length: 100 }, () => sealer.seal(new Uint8Array(20), 1));
    sealer.setKey(await importFrameKey(material(2), 1, "encrypt"));
    frames.push(sealer.seal(new Uint8Array(20), 1));
    const counters = (await Promise.all(frames)).map((frame) => frame?.[3]);
    expect(counters).toEqual(Array.from({ length: 101 }, (_, i) => i));
  });
});
