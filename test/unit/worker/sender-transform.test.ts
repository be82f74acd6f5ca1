import { beforeEach, describe, expect, it, vi } from "vitest";
import { FrameSealer, importFrameKey } from "../../../src/e2ee/media/frame-crypto.ts";
import { openFrame } from "../../../src/e2ee/media/index.ts";
import { SenderTransform } from "../../../src/e2ee/worker/sender-transform.ts";
import type { MediaKind } from "../../../src/status.ts";
import { FakeFrame, id, material } from "./fakes.ts";

type Seal = FrameSealer["seal"];

/** A sender transform, its output, and the number of its reports about counted frames. */
class Sender {
  readonly left: Uint8Array[] = [];
  counted = 0;
  sealer: Pick<FrameSealer, "seal"> | null = null;
  readonly transform: SenderTransform;

  constructor(kind: MediaKind) {
    this.transform = new SenderTransform({
      transformId: 7,
      kind,
      sealer: () => this.sealer as FrameSealer | null,
      write: (frame) => this.left.push(new Uint8Array(frame.data)),
      onCount: () => this.counted++,
    });
  }

  sealsWith(seal: Seal): void {
    this.sealer = { seal };
  }
}

const fail = (): never => {
  throw new Error("no");
};
const plain = () => Uint8Array.from({ length: 40 }, (_, i) => i + 1);

describe("a sender transform", () => {
  let video: Sender;

  beforeEach(() => {
    video = new Sender("video");
  });

  it.each<[string, Seal]>([
    ["sealing rejects", () => Promise.reject(new Error("no"))],
    [
      "sealing throws",
      () => {
        throw new Error("no");
      },
    ],
    ["the sealer has no key", () => null],
  ])("sends no frame when %s", async (_why, seal) => {
    video.sealsWith(seal);
    await video.transform.handle(new FakeFrame(plain(), "key"));
    await video.transform.handle(new FakeFrame(plain(), "delta"));
    expect(video.left).toEqual([]);
    expect(video.transform.facts()).toEqual({
      transformId: 7,
      kind: "video",
      received: 2,
      passed: 0,
      dropped: 2,
    });
    expect(video.counted).toBe(2);
  });

  it("sends no frame before it has a key", async () => {
    await video.transform.handle(new FakeFrame(plain(), "key"));
    await video.transform.handle(new FakeFrame(plain(), "key", "video/AV1"));
    expect(video.left).toEqual([]);
    expect(video.transform.facts()).toMatchObject({ received: 2, passed: 0, dropped: 2 });
  });

  it.each([
    [
      "a frame that cannot be read",
      () => Object.assign(new FakeFrame(plain(), "key"), { getMetadata: fail }),
    ],
    ["a codec that cannot be sealed", () => new FakeFrame(plain(), "key", "video/H265")],
    ["audio in a video sender", () => new FakeFrame(plain(), "key", "audio/opus")],
    ["a key frame that is shorter than its readable part", () => new FakeFrame(plain().slice(0, 9), "key")],
    [
      "a delta frame that is shorter than its readable part",
      () => new FakeFrame(plain().slice(0, 2), "delta"),
    ],
    [
      "an AV1 frame that does not parse",
      () => new FakeFrame(new Uint8Array(40).fill(255), "key", "video/AV1"),
    ],
  ] as [string, () => FakeFrame][])("drops %s without sealing it", async (_what, make) => {
    const seal = vi.fn<Seal>(async (bytes) => bytes);
    video.sealsWith(seal);
    await video.transform.handle(make());
    expect(seal).not.toHaveBeenCalled();
    expect(video.left).toEqual([]);
    expect(video.transform.facts()).toMatchObject({ received: 1, passed: 0, dropped: 1 });
  });

  it.each([
    ["key", "video", 10],
    ["delta", "video", 3],
    ["audio", "audio", 1],
  ] as const)(
    "leaves exactly the first bytes of a %s frame readable that released clients leave",
    async (type, kind, clear) => {
      const sender = new Sender(kind);
      const sealer = new FrameSealer({ connectionId: id("me"), onExhausted: () => undefined });
      sealer.setKey(await importFrameKey(material(1), 0, "encrypt"));
      sender.sealer = sealer;
      await sender.transform.handle(new FakeFrame(plain(), type === "audio" ? undefined : type));
      const [sealed] = sender.left;
      expect(sealed?.subarray(0, clear)).toEqual(plain().subarray(0, clear));
      const options = { secretKeyMaterial: material(1), connectionId: id("me"), keyId: 0, frameType: type };
      expect(await openFrame({ ...options, sealed: sealed as Uint8Array })).toEqual(plain());
      expect(sender.transform.facts()).toMatchObject({ kind, received: 1, passed: 1, dropped: 0 });
      expect(sender.counted).toBe(1);
    },
  );

  it("counts a frame as sealed before it is written", async () => {
    let passedAtWrite = -1;
    const transform: SenderTransform = new SenderTransform({
      transformId: 1,
      kind: "audio",
      sealer: () => ({ seal: async (bytes: Uint8Array<ArrayBuffer>) => bytes }) as unknown as FrameSealer,
      write: () => {
        passedAtWrite = transform.facts().passed;
      },
      onCount: () => undefined,
    });
    await transform.handle(new FakeFrame(plain()));
    expect(passedAtWrite).toBe(1);
  });

  it("sends no frame after it was stopped, including a frame that is being sealed", async () => {
    let finish: (sealed: Uint8Array<ArrayBuffer>) => void = () => undefined;
    video.sealsWith(
      () =>
        new Promise((resolve) => {
          finish = resolve;
        }),
    );
    const handled = video.transform.handle(new FakeFrame(plain(), "key"));
    video.transform.stop();
    finish(plain());
    await handled;
    const seal = vi.fn<Seal>(async (bytes) => bytes);
    video.sealsWith(seal);
    await video.transform.handle(new FakeFrame(plain(), "key"));
    expect(seal).not.toHaveBeenCalled();
    expect(video.left).toEqual([]);
    expect(video.transform.facts()).toMatchObject({ received: 2, passed: 0, dropped: 2 });
    expect(video.counted).toBe(2);
  });

  it("reports a codec that cannot be sealed once, and no other frame", async () => {
    let reports = 0;
    const transform = new SenderTransform({
      transformId: 1,
      kind: "video",
      sealer: () => ({ seal: async (bytes: Uint8Array<ArrayBuffer>) => bytes }) as unknown as FrameSealer,
      write: () => undefined,
      onCount: () => undefined,
      onUnsupported: () => reports++,
    });
    await transform.handle(new FakeFrame(plain(), "key"));
    await transform.handle(new FakeFrame(plain().slice(0, 9), "key"));
    expect(reports).toBe(0);
    for (let i = 0; i < 3; i++) await transform.handle(new FakeFrame(plain(), "key", "video/H265"));
    expect(reports).toBe(1);
    expect(transform.facts()).toMatchObject({ received: 5, passed: 1, dropped: 4 });
  });

  it("seals a frame that has only a readable part", async () => {
    video.sealsWith(async (bytes) => bytes);
    await video.transform.handle(new FakeFrame(plain().slice(0, 10), "key"));
    await video.transform.handle(new FakeFrame(plain().slice(0, 3), "delta"));
    expect(video.left.map(({ length }) => length)).toEqual([10, 3]);
  });

  it("seals an AV1 frame inside of its own unit", async () => {
    const clears: number[] = [];
    video.sealsWith(async (bytes, clear) => {
      clears.push(clear);
      return Uint8Array.from([...bytes.subarray(0, clear), ...bytes.subarray(clear).map((byte) => ~byte)]);
    });
    await video.transform.handle(new FakeFrame(Uint8Array.of(0x32, 2, 5, 6), "key", "video/AV1"));
    expect(clears).toEqual([1]);
    expect(video.left).toEqual([Uint8Array.of(0x32, 3, 0xff - 2, 0xff - 5, 0xff - 6)]);
  });
});
