import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { FrameSealer, importFrameKey } from "../../../src/e2ee/media/frame-crypto.ts";
import { KeyRing } from "../../../src/e2ee/media/key-ring.ts";
import { ReceiverTransform } from "../../../src/e2ee/worker/receiver-transform.ts";
import { SenderTransform } from "../../../src/e2ee/worker/sender-transform.ts";
import { FakeClock, FakeFrame, id, material } from "./fakes.ts";

const payload = Array.from({ length: 40 }, (_, i) => (i * 37) & 0xff);
const startCode = [0, 0, 0, 1];
const sps = [0x67, 0x42, 0, 0x1f, 1, 2, 3];
const pps = [0x68, 0xce, 1, 2];
const sei = [0x06, 5, 4, 1, 2, 3, 4, 0x80];
const frames = {
  "video/VP8": [0x10, 2, 0, 0x9d, 1, 0x2a, 64, 1, 240, 0, ...payload],
  "video/VP9": [0x82, 0x49, 0x83, 0x42, ...payload],
  "video/AV1": [0x0a, 3, 1, 2, 3, 0x2a, 2, 9, 9, 0x32, payload.length, ...payload],
  "video/H264": [sps, pps, sei, [0x65, 0x88, 0x84, ...payload]].flatMap((nal) => [...startCode, ...nal]),
  "audio/opus": [0x78, ...payload],
} as const;
type MimeType = keyof typeof frames;

const isAudio = (mimeType: MimeType) => mimeType === "audio/opus";
const frameOf = (bytes: Uint8Array, mimeType: MimeType) =>
  new FakeFrame(bytes, isAudio(mimeType) ? undefined : "key", mimeType);

async function sealed(mimeType: MimeType): Promise<Uint8Array> {
  const sealer = new FrameSealer({ connectionId: id("alice"), onExhausted: () => undefined });
  sealer.setKey(await importFrameKey(material(1), 0, "encrypt"));
  const out: Uint8Array[] = [];
  const sender = new SenderTransform({
    transformId: 0,
    kind: isAudio(mimeType) ? "audio" : "video",
    sealer: () => sealer,
    write: (frame) => out.push(new Uint8Array(frame.data)),
    onCount: () => undefined,
  });
  await sender.handle(frameOf(Uint8Array.from(frames[mimeType]), mimeType));
  const [frame] = out;
  if (frame === undefined) throw new Error(`${mimeType} was not sealed`);
  return frame;
}

/** Marks the bytes of start codes, because packetizers may rewrite them. */
function startCodeBytes(frame: Uint8Array): Set<number> {
  const found = new Set<number>();
  for (let at = 0; at + 2 < frame.length; at++) {
    if (frame[at] !== 0 || frame[at + 1] !== 0 || frame[at + 2] !== 1) continue;
    for (const each of [at - 1, at, at + 1, at + 2])
      if (frame[each] === 0 || each === at + 2) found.add(each);
  }
  return found;
}

describe.each(Object.keys(frames) as MimeType[])("a sealed frame of %s", (mimeType) => {
  let ring: KeyRing;
  let genuine: Uint8Array;

  /** What reaches the decoder. */
  async function opened(bytes: Uint8Array): Promise<number[][]> {
    const out: number[][] = [];
    const opener = new ReceiverTransform({
      kind: isAudio(mimeType) ? "audio" : "video",
      clock: new FakeClock(),
      ring,
      connectionId: id("alice"),
      write: (frame) => out.push([...new Uint8Array(frame.data)]),
      requestKeyFrame: async () => undefined,
      observer: { opened: () => undefined, skipped: () => undefined, refused: () => undefined },
    });
    await opener.handle(frameOf(bytes, mimeType));
    opener.stop();
    return out;
  }

  beforeEach(async () => {
    ring = new KeyRing(new FakeClock());
    ring.add(await importFrameKey(material(1), 0, "decrypt"), false);
    genuine = await sealed(mimeType);
  });

  it("is not decrypted when any byte was changed, and the genuine one is decrypted afterwards", async () => {
    const spared = mimeType === "video/H264" ? startCodeBytes(genuine) : new Set<number>();
    for (let at = 0; at < genuine.length; at++) {
      if (spared.has(at)) continue;
      for (const change of [1, 2, 0x1f, 0x80, 0xff]) {
        const changed = genuine.slice();
        changed[at] = (changed[at] as number) ^ change;
        expect(await opened(changed), `byte ${at} changed by ${change}`).toEqual([]);
      }
    }
    expect(await opened(genuine)).toEqual([[...frames[mimeType]]]);
  });

  it("gives the decoder only what was sent, for any cut and combination of its parts", async () => {
    const piece = fc.oneof(
      fc
        .record({ from: fc.nat(genuine.length), to: fc.nat(genuine.length) })
        .map(({ from, to }) => [...genuine.subarray(from, to)]),
      fc.array(fc.constantFrom(0, 0, 1, 3, 0x65, 0x67, 0x32, 0x12, 0x80), { maxLength: 12 }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 4 }), fc.boolean(), async (pieces, withGenuine) => {
        ring.wipe();
        ring = new KeyRing(new FakeClock());
        ring.add(await importFrameKey(material(1), 0, "decrypt"), false);
        const bytes = Uint8Array.from([...pieces.flat(), ...(withGenuine ? genuine : [])]);
        for (const frame of await opened(bytes)) expect(frame).toEqual([...frames[mimeType]]);
      }),
      { numRuns: 300 },
    );
  });
});
