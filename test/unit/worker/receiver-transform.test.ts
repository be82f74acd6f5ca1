import { beforeEach, describe, expect, it } from "vitest";
import type { EncodedFrame } from "../../../src/e2ee/media/codecs/codec.ts";
import { h264Packing } from "../../../src/e2ee/media/codecs/h264.ts";
import { FrameSealer, importFrameKey } from "../../../src/e2ee/media/frame-crypto.ts";
import { type FrameType, sealFrame } from "../../../src/e2ee/media/index.ts";
import { KeyRing } from "../../../src/e2ee/media/key-ring.ts";
import { ReceiverTransform } from "../../../src/e2ee/worker/receiver-transform.ts";
import { FakeClock, FakeFrame, id, material, settle } from "./fakes.ts";

/** One receiver of Alice's video, its output, and its reports. */
class Receiver {
  readonly out: number[] = [];
  readonly said: string[] = [];
  keyFrameRequests = 0;
  readonly opener: ReceiverTransform;

  constructor(ring: KeyRing, clock: FakeClock, kind: "audio" | "video" = "video") {
    this.opener = new ReceiverTransform({
      kind,
      clock,
      ring,
      connectionId: id("alice"),
      write: (frame: EncodedFrame) => this.out.push(new Uint8Array(frame.data).at(-1) as number),
      requestKeyFrame: async () => {
        this.keyFrameRequests++;
      },
      observer: {
        opened: () => this.said.push("opened"),
        skipped: () => this.said.push("skipped"),
        refused: (reason) => this.said.push(reason),
      },
    });
  }

  async accept(...frames: FakeFrame[]): Promise<void> {
    for (const frame of frames) await this.opener.handle(frame);
    await settle();
  }
}

interface Sealing {
  readonly counter: number;
  readonly type?: FrameType;
  readonly keyId?: number;
  readonly from?: string;
  readonly byte?: number;
}

/** The last byte of the plain frame is its counter. */
async function frame({
  counter,
  type = "delta",
  keyId = 0,
  from = "alice",
  byte = 1,
}: Sealing): Promise<FakeFrame> {
  const sealed = await sealFrame({
    secretKeyMaterial: material(byte),
    connectionId: id(from),
    keyId,
    counter,
    frameType: type,
    plain: new Uint8Array(30).fill(counter),
  });
  return new FakeFrame(sealed, type === "audio" ? undefined : type);
}

const tampered = (sealed: FakeFrame): FakeFrame => {
  const bytes = sealed.bytes.slice();
  bytes[bytes.length - 1] = (bytes.at(-1) as number) ^ 1;
  return new FakeFrame(bytes, sealed.type, sealed.mimeType);
};

describe("a receiver", () => {
  let clock: FakeClock;
  let ring: KeyRing;
  let video: Receiver;
  const addKey = async (keyId: number, byte: number) =>
    ring.add(await importFrameKey(material(byte), keyId, "decrypt"), false);

  beforeEach(async () => {
    clock = new FakeClock();
    ring = new KeyRing(clock);
    await addKey(0, 1);
    video = new Receiver(ring, clock);
  });

  it("decrypts frames in their order of arrival", async () => {
    await video.accept(
      await frame({ counter: 0, type: "key" }),
      await frame({ counter: 2 }),
      await frame({ counter: 1 }),
    );
    expect(video.out).toEqual([0, 2, 1]);
  });

  it.each([
    ["a frame of another peer", async () => frame({ counter: 1, from: "bob" }), "wrong-sender"],
    ["a changed frame", async () => tampered(await frame({ counter: 1 })), "auth-failed"],
    ["a frame sealed with another key", async () => frame({ counter: 1, byte: 9 }), "auth-failed"],
    [
      "a frame that was not sealed",
      async () => new FakeFrame(new Uint8Array(60).fill(3), "delta"),
      "malformed",
    ],
    ["an empty frame", async () => new FakeFrame(new Uint8Array(0), "delta"), "malformed"],
    [
      "a codec that cannot be sealed",
      async () => new FakeFrame(new Uint8Array(60), "delta", "video/H265"),
      "malformed",
    ],
    [
      "audio on a video receiver",
      async () => new FakeFrame(new Uint8Array(60), "delta", "audio/opus"),
      "malformed",
    ],
    ["a frame of a key that is past", async () => frame({ counter: 1, keyId: 0 }), "no-key"],
  ])("drops %s before the decoder and gives the reason", async (what, make, reason) => {
    if (what.includes("past")) {
      ring.wipe();
      await addKey(3, 1);
    }
    await video.accept(await make());
    expect(video.said).toEqual([reason]);
    expect(video.out).toEqual([]);
  });

  it("decrypts each frame once, on any of the peer's receivers", async () => {
    const audio = new Receiver(ring, clock, "audio");
    const once = await frame({ counter: 4, type: "key" });
    const copies = [new FakeFrame(once.bytes, "key"), new FakeFrame(once.bytes, "key")];
    const other = new Receiver(ring, clock);
    await video.accept(once, ...copies.slice(0, 1));
    await other.accept(...copies.slice(1));
    await audio.accept(
      await frame({ counter: 3, type: "audio" }),
      await frame({ counter: 3, type: "audio" }),
    );
    expect(video.said).toEqual(["opened", "replayed"]);
    expect(other.said).toEqual(["replayed"]);
    expect(audio.said).toEqual(["opened", "replayed"]);
  });

  it("decrypts the genuine frame after a changed copy of it", async () => {
    const genuine = await frame({ counter: 5, type: "key" });
    await video.accept(tampered(genuine), genuine);
    expect(video.said).toEqual(["auth-failed", "opened"]);
  });

  it("gives a frame that arrives at two receivers at once to one of them only", async () => {
    const other = new Receiver(ring, clock);
    const once = await frame({ counter: 4, type: "key" });
    const copy = new FakeFrame(once.bytes, "key");
    await Promise.all([video.accept(once), other.accept(copy)]);
    expect([...video.said, ...other.said].sort()).toEqual(["opened", "replayed"]);
  });

  describe("with frames of a missing key", () => {
    it("decrypts them in order when the key arrives in time", async () => {
      await video.accept(await frame({ counter: 0, type: "key" }));
      await video.accept(
        await frame({ counter: 1, keyId: 1, byte: 2 }),
        await frame({ counter: 2, keyId: 1, byte: 2 }),
      );
      expect(video.opener.waiting).toBe(2);
      await clock.advance(900);
      await addKey(1, 2);
      await settle();
      expect(video.out).toEqual([0, 1, 2]);
    });

    it("keeps the order of later frames that could be decrypted already", async () => {
      await video.accept(await frame({ counter: 0, type: "key" }));
      await video.accept(await frame({ counter: 1, keyId: 1, byte: 2 }), await frame({ counter: 2 }));
      expect(video.out).toEqual([0]);
      await addKey(1, 2);
      await settle();
      expect(video.out).toEqual([0, 1, 2]);
    });

    it("drops them after a second, then continues", async () => {
      await video.accept(
        await frame({ counter: 1, keyId: 1, byte: 2 }),
        await frame({ counter: 2, type: "key" }),
      );
      await clock.advance(1_000);
      expect(video.said).toEqual(["no-key", "opened"]);
      expect(clock.pending).toBe(0);
    });

    it("holds no more frames than its limit", async () => {
      for (let counter = 0; counter < 140; counter++) {
        void video.opener.handle(await frame({ counter, keyId: 1, byte: 2 }));
      }
      await settle();
      expect(video.opener.waiting).toBe(128);
      expect(video.said).toEqual(Array(12).fill("no-key"));
    });

    it("does not wait for a peer that announced no keys", async () => {
      ring.wipe();
      ring.expectsKeys = false;
      await video.accept(await frame({ counter: 1 }));
      expect(video.said).toEqual(["no-key"]);
    });
  });

  describe("after a gap", () => {
    it("shows nothing before the next key frame, and requests one once frames are decrypted again", async () => {
      await video.accept(await frame({ counter: 0, type: "key" }), tampered(await frame({ counter: 1 })));
      expect(video.keyFrameRequests).toBe(0);
      await video.accept(await frame({ counter: 2 }), await frame({ counter: 3 }));
      expect(video.keyFrameRequests).toBe(1);
      await video.accept(await frame({ counter: 4, type: "key" }), await frame({ counter: 5 }));
      expect(video.out).toEqual([0, 4, 5]);
      expect(video.said).toEqual(["opened", "auth-failed", "skipped", "skipped", "opened", "opened"]);
    });

    it("repeats the request when no key frame arrives", async () => {
      await video.accept(await frame({ counter: 1 }));
      await clock.advance(500);
      await video.accept(await frame({ counter: 2 }));
      expect(video.keyFrameRequests).toBe(2);
    });

    it("does not take a replay for a key frame", async () => {
      const first = await frame({ counter: 0, type: "key" });
      await video.accept(first, new FakeFrame(first.bytes, "key"), await frame({ counter: 1 }));
      expect(video.said).toEqual(["opened", "replayed", "opened"]);
    });

    it("continues to play audio", async () => {
      const audio = new Receiver(ring, clock, "audio");
      await audio.accept(
        tampered(await frame({ counter: 1, type: "audio" })),
        await frame({ counter: 2, type: "audio" }),
      );
      expect(audio.out).toEqual([2]);
      expect(audio.keyFrameRequests).toBe(0);
    });
  });

  it("requests a second key frame once for a codec that can freeze in Chromium", async () => {
    const h264 = async (counter: number, type: "key" | "delta") => {
      const slice = new Uint8Array([0, 0, 0, 1, type === "key" ? 0x65 : 0x61, 0x88, 0x84, 1, counter]);
      const parts = h264Packing.split(slice);
      if (parts === null) throw new Error("There is no slice.");
      const key = await importFrameKey(material(1), 0, "encrypt");
      const sealer = new FrameSealer({
        connectionId: id("alice"),
        onExhausted: () => undefined,
        firstCounter: counter,
      });
      sealer.setKey(key);
      const body = (await sealer.seal(parts.body, parts.clear)) as Uint8Array<ArrayBuffer>;
      const packed = h264Packing.pack({ ...parts, body });
      return new FakeFrame(packed, type, "video/H264");
    };
    await video.accept(await h264(0, "key"), await h264(1, "delta"));
    expect(video.keyFrameRequests).toBe(0);
    for (let counter = 2; counter < 6; counter++) {
      await clock.advance(600);
      await video.accept(await h264(counter, "delta"));
    }
    expect(video.keyFrameRequests).toBe(1);
    expect(video.out).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it("requests a key frame when the peer's first key arrives", async () => {
    const fresh = new KeyRing(clock);
    const receiver = new Receiver(fresh, clock);
    fresh.add(await importFrameKey(material(1), 0, "decrypt"), false);
    expect(receiver.keyFrameRequests).toBe(1);
  });

  it("passes no frame after it was stopped, including frames in progress", async () => {
    const opening = video.opener.handle(await frame({ counter: 0, type: "key" }));
    video.opener.stop();
    await opening;
    await video.accept(await frame({ counter: 1, type: "key" }));
    expect([video.out, video.said]).toEqual([[], []]);
    expect(clock.pending).toBe(0);
  });
});
