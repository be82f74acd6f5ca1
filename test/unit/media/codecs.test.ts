import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { av1Packing } from "../../../src/e2ee/media/codecs/av1.ts";
import type { Packing } from "../../../src/e2ee/media/codecs/codec.ts";
import { escapeNal, h264Packing, unescapeNal } from "../../../src/e2ee/media/codecs/h264.ts";
import {
  codecFor,
  codecs,
  createCodecLookup,
  nothingNegotiated,
} from "../../../src/e2ee/media/codecs/index.ts";
import type { NegotiatedCodecs } from "../../../src/status.ts";

type Bytes = Uint8Array<ArrayBuffer>;
const bytes = (...values: number[]): Bytes => Uint8Array.from(values);
const join = (...parts: readonly Uint8Array[]): Bytes => Uint8Array.from(parts.flatMap((part) => [...part]));
/** Bytes in which start codes are likely. */
const nasty = fc.array(fc.oneof(fc.constantFrom(0, 0, 1, 2, 3, 0x80), fc.integer({ min: 0, max: 255 })), {
  maxLength: 300,
});

/**
 * Seals and opens without a cipher: the readable part stays, the rest is inverted, with 45 bytes in between.
 */
const header = new Uint8Array(45).fill(0x19);
function travel(
  packing: Packing,
  frame: Bytes,
  network: (packed: Bytes) => Bytes = (packed) => packed,
): Bytes | null {
  const parts = packing.split(frame);
  if (parts === null) return null;
  const { body, clear } = parts;
  const sealed = join(
    body.subarray(0, clear),
    header,
    body.subarray(clear).map((byte) => byte ^ 0xff),
  );
  const received = packing.unpack(network(packing.pack({ ...parts, body: sealed })));
  if (received === null) return null;
  expect(received.body).toEqual(sealed);
  expect(received.clear).toBe(clear);
  const opened = join(
    received.body.subarray(0, clear),
    received.body.subarray(clear + header.length).map((byte) => byte ^ 0xff),
  );
  return packing.join({ ...received, body: opened });
}

describe("codecs", () => {
  it.each([
    ["video/VP8", "video", "VP8"],
    ["video/VP9", "video", "VP9"],
    ["video/H264", "video", "H264"],
    ["video/AV1", "video", "AV1"],
    ["audio/opus", "audio", "OPUS"],
    [undefined, "video", null],
    [undefined, "audio", null],
    ["video/H265", "video", null],
    ["audio/opus", "video", null],
    ["video/VP8", "audio", null],
    ["audio/red", "audio", null],
    ["", "video", null],
  ] as const)("a frame with %s on %s has the codec: %s", (mimeType, kind, expected) => {
    const metadata = mimeType === undefined ? {} : { mimeType };
    expect(codecFor(metadata, kind, nothingNegotiated)).toBe(expected && codecs[expected]);
  });

  const negotiated = { audio: { 109: "OPUS", 0: "PCMU" }, video: { 120: "VP8", 121: "VP9", 96: "H265" } };

  it.each([
    [{ payloadType: 121 }, "video", "VP9"],
    [{ payloadType: 120, mimeType: "video/VP8" }, "video", "VP8"],
    [{ payloadType: 109 }, "audio", "OPUS"],
    [{ payloadType: 109 }, "video", null],
    [{ payloadType: 122 }, "video", null],
    [{ payloadType: 122, mimeType: "video/VP8" }, "video", null],
    [{ payloadType: 121, mimeType: "video/VP8" }, "video", null],
    [{ payloadType: 96 }, "video", null],
    [{ payloadType: 0 }, "audio", null],
    [{ payloadType: 0, mimeType: "audio/opus" }, "audio", null],
  ] as const)("a frame with %o on %s has the negotiated codec: %s", (metadata, kind, expected) => {
    expect(codecFor(metadata, kind, negotiated)).toBe(expected && codecs[expected]);
  });

  it("are looked up again when the payload type or the negotiated codecs change", () => {
    let now: NegotiatedCodecs = negotiated;
    const lookup = createCodecLookup("video", () => now);
    expect(lookup({ payloadType: 120 })).toBe(codecs.VP8);
    expect(lookup({ payloadType: 121 })).toBe(codecs.VP9);
    now = { audio: {}, video: { 121: "AV1" } };
    expect(lookup({ payloadType: 121 })).toBe(codecs.AV1);
    expect(lookup({ payloadType: 120 })).toBeNull();
  });
});

describe("emulation prevention", () => {
  it("has exactly one form for each content", () => {
    const any = fc.array(fc.constantFrom(0, 1, 2, 3, 4), { maxLength: 40 });
    fc.assert(
      fc.property(any, (values) => {
        const content = unescapeNal(bytes(...values));
        if (content !== null) expect(escapeNal(content)).toEqual(bytes(...values));
      }),
      { numRuns: 2_000 },
    );
  });

  it("can be undone for any bytes", () => {
    fc.assert(
      fc.property(nasty, (values) => {
        expect(unescapeNal(escapeNal(bytes(...values)))).toEqual(bytes(...values));
      }),
    );
  });

  it("leaves no start code in the escaped bytes", () => {
    fc.assert(
      fc.property(nasty, (values) => {
        const escaped = escapeNal(bytes(...values));
        for (let at = 0; at + 2 < escaped.length; at++) {
          expect(escaped[at] === 0 && escaped[at + 1] === 0 && (escaped[at + 2] as number) < 3).toBe(false);
        }
      }),
    );
  });
});

describe("H.264", () => {
  const long = bytes(0, 0, 0, 1);
  const short = bytes(0, 0, 1);
  const sps = bytes(0x67, 0x42, 0, 0x1f);
  const pps = bytes(0x68, 0xce, 1);
  const idr = (...payload: number[]) => bytes(0x65, 0x88, 0x84, ...payload);

  it("parameter sets and the head of the first slice stay readable", () => {
    const frame = join(long, sps, long, pps, long, idr(1, 2, 3));
    const parts = h264Packing.split(frame);
    expect(parts?.prefix).toEqual(join(long, sps, long, pps, long));
    expect(parts?.body.subarray(0, parts.clear)).toEqual(bytes(0x65, 0x88, 0x84));
    expect(travel(h264Packing, frame)).toEqual(frame);
  });

  it("all slices become one NAL unit", () => {
    fc.assert(
      fc.property(nasty, (values) => {
        const frame = join(long, idr(7), short, idr(9), short, idr(...values));
        const parts = h264Packing.split(frame);
        const packed = parts && h264Packing.pack(parts);
        expect(Buffer.from(packed ?? []).indexOf(Buffer.from(short), 5)).toBe(-1);
        expect(packed?.at(-1)).not.toBe(0);
        expect(travel(h264Packing, frame)).toEqual(frame);
      }),
    );
  });

  const sealedSize = (nals: Bytes[]) => nals.reduce((sum, nal) => sum + 4 + nal.length, 4);

  it.each<[string, (packed: Bytes) => Bytes]>([
    ["start codes got shorter", (packed) => join(short, sps, short, pps, packed.subarray(15))],
    [
      "start codes and zero bytes got longer",
      (packed) => join(bytes(0, 0), long, sps, bytes(0), long, pps, bytes(0, 0), packed.subarray(15)),
    ],
    ["parameter sets were dropped", (packed) => packed.subarray(15)],
    ["parameter sets came twice, in another order", (packed) => join(long, pps, long, sps, packed)],
  ])("a frame is decrypted to what its sender sent when %s in transit", (_what, network) => {
    const frame = join(long, sps, long, pps, long, idr(5, 6, 7));
    expect(sealedSize([sps, pps])).toBe(19);
    expect(travel(h264Packing, frame, network)).toEqual(frame);
  });

  const sei = bytes(0x06, 47, 4, 0xaa);
  it.each<[string, (packed: Bytes) => Bytes]>([
    ["another parameter set", (packed) => join(long, bytes(0x67, 9, 9), packed.subarray(8))],
    ["one more parameter set", (packed) => join(long, bytes(0x68, 9), packed)],
    ["supplemental information", (packed) => join(long, sei, packed)],
    ["bytes before the first start code", (packed) => join(bytes(7), packed)],
    ["a parameter set that is longer", (packed) => join(long, sps, bytes(1), packed.subarray(8))],
    ["a parameter set that is shorter", (packed) => join(long, sps.subarray(0, 3), packed.subarray(8))],
  ])("a frame is not decrypted when its sender did not send %s", (_what, network) => {
    const frame = join(long, sps, long, pps, long, idr(5, 6, 7));
    expect(travel(h264Packing, frame, network)).toBeNull();
  });

  it("a frame is not decrypted when another unit follows the slice", () => {
    const packed = join(long, idr(1, 2, 3, 4, 5, 6, 7, 0x80));
    expect(h264Packing.unpack(packed)).not.toBeNull();
    expect(h264Packing.unpack(join(packed, long, sei))).toBeNull();
    expect(h264Packing.unpack(join(packed, bytes(0)))).toBeNull();
  });

  it("a frame without a slice cannot be sealed", () => {
    for (const frame of [bytes(), join(long, sps), join(long, bytes(0x65, 1)), bytes(1, 2, 3, 4, 5)]) {
      expect(h264Packing.split(frame)).toBeNull();
    }
  });
});

describe("AV1", () => {
  const delimiter = bytes(0x12, 0);
  const sequence = bytes(0x0a, 3, 1, 2, 3);
  const frameObu = (...payload: number[]) =>
    join(bytes(0x32), bytes(...leb(payload.length)), bytes(...payload));
  const leb = (value: number): number[] => (value < 128 ? [value] : [(value & 0x7f) | 0x80, value >> 7]);

  it("the sequence header stays readable, the frame is sealed, and the delimiter is left out", () => {
    const frame = join(delimiter, sequence, frameObu(1, 2, 3, 4));
    const parts = av1Packing.split(frame);
    expect(parts?.body.subarray(0, parts.clear)).toEqual(join(sequence, bytes(0x32)));
    expect(travel(av1Packing, frame)).toEqual(join(sequence, frameObu(1, 2, 3, 4)));
  });

  it("the frame OBU gets the size of its sealed content", () => {
    const parts = av1Packing.split(join(sequence, frameObu(...Array(100).fill(7))));
    if (parts === null) throw new Error("not split");
    const packed = av1Packing.pack({ ...parts, body: join(parts.body, new Uint8Array(45)) });
    expect([...packed.subarray(5, 8)]).toEqual([0x32, ...leb(146)]);
    expect(packed).toHaveLength(5 + 3 + 146);
  });

  it("a frame is decrypted with any payload, and with other frames behind it", () => {
    fc.assert(
      fc.property(nasty, nasty, (first, second) => {
        const frame = join(sequence, frameObu(...first), frameObu(...second));
        expect(travel(av1Packing, frame)).toEqual(frame);
      }),
    );
  });

  it("missing size fields are added", () => {
    const frame = join(sequence, bytes(0x30, 8, 9));
    expect(travel(av1Packing, frame)).toEqual(join(sequence, frameObu(8, 9)));
  });

  it("the extension of an OBU header is kept", () => {
    const frame = bytes(0x36, 0x28, 2, 8, 9);
    expect(av1Packing.split(frame)?.clear).toBe(2);
    expect(travel(av1Packing, frame)).toEqual(frame);
  });

  it("a frame is not decrypted when anything follows it except what packetizers leave out", () => {
    const packed = join(sequence, frameObu(1, 2, 3));
    expect(av1Packing.unpack(join(packed, delimiter, bytes(0x7a, 1, 0)))).not.toBeNull();
    for (const more of [sequence, frameObu(1), bytes(0x2a, 1, 1), bytes(0x92), bytes(0x32, 9)]) {
      expect(av1Packing.unpack(join(packed, more))).toBeNull();
    }
  });

  it("a frame that cannot be parsed cannot be sealed", () => {
    for (const frame of [
      bytes(),
      delimiter,
      sequence,
      bytes(0x32, 9, 1),
      bytes(0x92, 0),
      bytes(0x32, 0xff, 0xff),
    ]) {
      expect(av1Packing.split(frame)).toBeNull();
    }
  });
});

describe.each([
  ["H.264", h264Packing],
  ["AV1", av1Packing],
] as const)("%s from the network", (_name, packing) => {
  it("of any bytes never makes the codec throw", () => {
    fc.assert(
      fc.property(nasty, (values) => {
        packing.unpack(bytes(...values));
        packing.split(bytes(...values));
      }),
    );
  });
});
