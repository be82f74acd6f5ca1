import { beforeEach, describe, expect, it } from "vitest";
import type { EncodedFrame } from "../../../src/e2ee/media/codecs/codec.ts";
import { importFrameKey } from "../../../src/e2ee/media/frame-crypto.ts";
import { sealFrame } from "../../../src/e2ee/media/index.ts";
import { KeyRing } from "../../../src/e2ee/media/key-ring.ts";
import { ReceiverTransform } from "../../../src/e2ee/worker/receiver-transform.ts";
import { FakeClock, FakeFrame, id, material, settle } from "./fakes.ts";

async function frame(counter: number, keyId = 0): Promise<FakeFrame> {
  const options = { secretKeyMaterial: material(1), connectionId: id("alice"), keyId, counter };
  const sealed = await sealFrame({ ...options, frameType: "key", plain: new Uint8Array(30).fill(counter) });
  return new FakeFrame(sealed, "key");
}

describe("a receiver that was stopped", () => {
  let clock: FakeClock;
  let ring: KeyRing;
  let opener: ReceiverTransform;
  let shown: number[];
  let said: string[];
  let keyFrameRequests: number;
  const addKey = async (keyId: number) =>
    ring.add(await importFrameKey(material(1), keyId, "decrypt"), false);

  beforeEach(() => {
    clock = new FakeClock();
    ring = new KeyRing(clock);
    shown = [];
    said = [];
    keyFrameRequests = 0;
    opener = new ReceiverTransform({
      kind: "video",
      clock,
      ring,
      connectionId: id("alice"),
      write: (opened: EncodedFrame) => shown.push(new Uint8Array(opened.data).at(-1) as number),
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

  it("shows no later frame", async () => {
    await addKey(0);
    await opener.handle(await frame(1));
    opener.stop();
    await opener.handle(await frame(2));
    await opener.handle(new FakeFrame(new Uint8Array(60), "key"));
    await settle();
    expect(shown).toEqual([1]);
    expect(said).toEqual(["opened"]);
  });

  it("shows no frame that was being decrypted", async () => {
    await addKey(0);
    const opening = opener.handle(await frame(1));
    opener.stop();
    await opening;
    expect([shown, said]).toEqual([[], []]);
  });

  it("shows no frame that waited for its key, and holds no more frames", async () => {
    await opener.handle(await frame(1));
    expect(opener.waiting).toBe(1);
    opener.stop();
    expect(opener.waiting).toBe(0);
    await opener.handle(await frame(2));
    expect(opener.waiting).toBe(0);
    expect(clock.pending).toBe(0);
    await addKey(0);
    await settle();
    await clock.advance(5_000);
    expect([shown, said]).toEqual([[], []]);
  });

  it("shows no frame that waited behind one that is being decrypted", async () => {
    await opener.handle(await frame(1));
    await opener.handle(await frame(2));
    await addKey(0);
    opener.stop();
    await settle();
    expect([shown, said]).toEqual([[], []]);
  });

  it("leaves the counter of an unshown frame to the peer's other receivers", async () => {
    await addKey(0);
    const sealed = await frame(1);
    const opening = opener.handle(new FakeFrame(sealed.bytes, "key"));
    opener.stop();
    await opening;
    expect(ring.get(0)?.replay.verdict(1, clock.now())).toBe("fresh");
  });

  it("requests no key frame when the peer's first key arrives", async () => {
    opener.stop();
    await addKey(0);
    expect(keyFrameRequests).toBe(0);
  });
});
