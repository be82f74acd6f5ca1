import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { EncodedFrame } from "../../../src/e2ee/media/codecs/codec.ts";
import { h264Packing } from "../../../src/e2ee/media/codecs/h264.ts";
import { FrameSealer, importFrameKey } from "../../../src/e2ee/media/frame-crypto.ts";
import { sealFrame } from "../../../src/e2ee/media/index.ts";
import { KeyRing } from "../../../src/e2ee/media/key-ring.ts";
import { ReceiverTransform } from "../../../src/e2ee/worker/receiver-transform.ts";
import type { MediaKind } from "../../../src/status.ts";
import { FakeClock, FakeFrame, id, material, settle } from "./fakes.ts";

async function frame(kind: MediaKind, counter: number, keyId = 0): Promise<FakeFrame> {
  const frameType = kind === "audio" ? "audio" : "key";
  const options = { secretKeyMaterial: material(1), connectionId: id("alice"), keyId, counter, frameType };
  const sealed = await sealFrame({ ...options, frameType, plain: new Uint8Array(30).fill(counter) });
  return new FakeFrame(sealed, kind === "audio" ? undefined : "key");
}

const malformed = (kind: MediaKind) =>
  new FakeFrame(new Uint8Array(60), kind === "audio" ? undefined : "key");

describe.each([
  { kind: "video" as const, room: 128, patience: 1_000 },
  { kind: "audio" as const, room: 32, patience: 250 },
])("a receiver of $kind", ({ kind, room, patience }) => {
  let clock: FakeClock;
  let ring: KeyRing;
  let opener: ReceiverTransform;
  let shown: (number | undefined)[];
  let said: string[];
  let keyFrameRequests: number;
  const addKey = async (keyId = 0) => {
    ring.add(await importFrameKey(material(1), keyId, "decrypt"), false);
    await settle();
  };

  beforeEach(() => {
    clock = new FakeClock();
    ring = new KeyRing(clock);
    shown = [];
    said = [];
    keyFrameRequests = 0;
    opener = new ReceiverTransform({
      kind,
      clock,
      ring,
      connectionId: id("alice"),
      write: (opened: EncodedFrame) => shown.push(new Uint8Array(opened.data).at(-1)),
      requestKeyFrame: async () => {
        keyFrameRequests++;
      },
      observer: {
        opened: () => said.push("opened"),
        skipped: () => said.push("skipped"),
        refused: (reason) => said.push(reason),
      },
    });
  });
  afterEach(() => void vi.restoreAllMocks());

  it("holds frames until their key arrives, and shows them in order with later frames", async () => {
    await opener.handle(await frame(kind, 1));
    await opener.handle(malformed(kind));
    await opener.handle(await frame(kind, 2));
    expect([opener.waiting, said]).toEqual([3, []]);
    await addKey();
    await vi.waitFor(() => expect(said).toEqual(["opened", "malformed", "opened"]));
    expect(shown).toEqual([1, 2]);
    expect(opener.waiting).toBe(0);
  });

  it("keeps the order when a frame arrives while others are being decrypted", async () => {
    await opener.handle(await frame(kind, 1));
    await opener.handle(await frame(kind, 2));
    const third = await frame(kind, 3);
    ring.add(await importFrameKey(material(1), 0, "decrypt"), false);
    await opener.handle(third);
    await vi.waitFor(() => expect(shown).toEqual([1, 2, 3]));
    await opener.handle(await frame(kind, 4));
    expect(shown).toEqual([1, 2, 3, 4]);
  });

  it("decrypts each held frame once when a second key arrives during decryption", async () => {
    await opener.handle(await frame(kind, 1));
    await opener.handle(await frame(kind, 2));
    const [first, second] = await Promise.all(
      [0, 1].map((keyId) => importFrameKey(material(1), keyId, "decrypt")),
    );
    if (first && second) {
      ring.add(first, false);
      ring.add(second, false);
    }
    await vi.waitFor(() => expect(shown).toEqual([1, 2]));
    await settle();
    expect(said).toEqual(["opened", "opened"]);
  });

  it(`drops held frames after ${patience} ms, and not earlier`, async () => {
    await opener.handle(await frame(kind, 1));
    await clock.advance(patience / 2);
    await opener.handle(await frame(kind, 2));
    await clock.advance(patience / 2 - 1);
    expect(said).toEqual([]);
    await clock.advance(1);
    expect(said).toEqual(["no-key"]);
    expect(clock.pending).toBe(1);
    await clock.advance(patience / 2);
    expect(said).toEqual(["no-key", "no-key"]);
    expect([opener.waiting, clock.pending]).toEqual([0, 0]);
  });

  it(`holds ${room} frames, and refuses the oldest ones beyond that, each with its own reason`, async () => {
    await opener.handle(await frame(kind, 1));
    await opener.handle(malformed(kind));
    for (let counter = 2; counter < room; counter++) await opener.handle(await frame(kind, counter));
    expect([opener.waiting, said]).toEqual([room, []]);
    await opener.handle(await frame(kind, room));
    expect(said).toEqual(["no-key"]);
    await opener.handle(await frame(kind, room + 1));
    expect(said).toEqual(["no-key", "malformed"]);
    expect(opener.waiting).toBe(room);
    opener.stop();
  });

  it("does not hold a frame whose key cannot arrive any more", async () => {
    await addKey(3);
    await opener.handle(await frame(kind, 1, 2));
    expect([opener.waiting, said]).toEqual([0, ["no-key"]]);
    await opener.handle(await frame(kind, 2, 4));
    await opener.handle(await frame(kind, 3, 3));
    expect([opener.waiting, said]).toEqual([2, ["no-key"]]);
    await addKey(4);
    await vi.waitFor(() => expect(said).toEqual(["no-key", "opened", "opened"]));
  });

  it("requests a key frame when the first key arrives, for media with key frames", async () => {
    await addKey(0);
    expect(keyFrameRequests).toBe(kind === "video" ? 1 : 0);
    await clock.advance(1_000);
    await addKey(1);
    expect(keyFrameRequests).toBe(kind === "video" ? 1 : 0);
  });

  it("requests no second key frame for a codec that does not need it", async () => {
    await addKey(0);
    const before = keyFrameRequests;
    await opener.handle(await frame(kind, 1));
    await clock.advance(1_000);
    await opener.handle(await frame(kind, 2));
    expect([keyFrameRequests, said]).toEqual([before, ["opened", "opened"]]);
  });

  it("uses no cryptography for a replay, or for a counter that its sender cannot have reached", async () => {
    await addKey(0);
    for (let counter = 0; counter < 64; counter++) await opener.handle(await frame(kind, counter));
    const decrypt = vi.spyOn(crypto.subtle, "decrypt");
    await opener.handle(await frame(kind, 5));
    await opener.handle(await frame(kind, 2 ** 32 - 1));
    expect(decrypt).not.toHaveBeenCalled();
    expect(said.slice(64)).toEqual(["replayed", "auth-failed"]);
  });
});

describe("a receiver of H.264", () => {
  it("refuses a frame whose readable units differ from the sealed ones, and gives the reason", async () => {
    const clock = new FakeClock();
    const ring = new KeyRing(clock);
    ring.add(await importFrameKey(material(1), 0, "decrypt"), false);
    const sealer = new FrameSealer({ connectionId: id("alice"), onExhausted: () => undefined });
    sealer.setKey(await importFrameKey(material(1), 0, "encrypt"));
    const start = [0, 0, 0, 1];
    const parts = h264Packing.split(Uint8Array.from([...start, 0x67, 9, ...start, 0x65, 1, 2, 3, 4]));
    if (parts === null) throw new Error("not split");
    const said: string[] = [];
    const opener = new ReceiverTransform({
      kind: "video",
      clock,
      ring,
      connectionId: id("alice"),
      write: () => said.push("shown"),
      requestKeyFrame: async () => undefined,
      observer: {
        opened: () => said.push("opened"),
        skipped: () => said.push("skipped"),
        refused: (reason) => said.push(reason),
      },
    });
    const body = await sealer.seal(parts.body as Uint8Array<ArrayBuffer>, parts.clear);
    if (body === null) throw new Error("not sealed");
    const packed = h264Packing.pack({ ...parts, body });
    const changed = packed.slice();
    changed[5] = 8;
    await opener.handle(new FakeFrame(changed, "key", "video/H264"));
    await opener.handle(new FakeFrame(Uint8Array.of(9, 9, 9, 9), "key", "video/H264"));
    expect(said).toEqual(["auth-failed", "malformed"]);
    await opener.handle(new FakeFrame(packed, "key", "video/H264"));
    expect(said.slice(2)).toEqual(["shown", "opened"]);
  });
});
