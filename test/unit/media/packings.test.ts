import { describe, expect, it } from "vitest";
import { av1Packing } from "../../../src/e2ee/media/codecs/av1.ts";
import { escapeNal, h264Packing, unescapeNal } from "../../../src/e2ee/media/codecs/h264.ts";

const bytes = (...values: (number | readonly number[])[]) => Uint8Array.from(values.flat());
const none = new Uint8Array(0);

describe("an H.264 frame", () => {
  const start = [0, 0, 0, 1];
  const slice = [0x65, 1, 2, 3, 4];
  const lengthOfCopy = (body: Uint8Array | undefined) => body && new DataView(body.buffer).getUint32(3);

  it("is split in its first slice, whose first three bytes stay readable", () => {
    const parts = h264Packing.split(bytes(start, 0x67, 9, start, slice));
    expect(parts?.prefix).toEqual(bytes(start, 0x67, 9, start));
    expect(parts?.body).toEqual(bytes(0x65, 1, 2, 0, 0, 0, 6, start, 0x67, 9, 3, 4));
    expect(parts?.clear).toBe(3);
  });

  it.each([
    ["5 0 1", [5, 0, 1]],
    ["0 5 1", [0, 5, 1]],
    ["0 0 2", [0, 0, 2]],
  ])("is not split at %s, which is not a start code", (_what, inside) => {
    const parts = h264Packing.split(bytes(start, 0x67, inside, 0x65, 9, start, slice));
    expect(parts?.prefix).toEqual(bytes(start, 0x67, inside, 0x65, 9, start));
  });

  it.each([0x61, 0x65, 0x41, 0x25])(
    "has a slice when the type in its NAL unit header %i says so",
    (header) => {
      expect(h264Packing.split(bytes(start, header, 1, 2))?.body.subarray(0, 3)).toEqual(bytes(header, 1, 2));
    },
  );

  it.each([0x62, 0x67, 0x68, 0x66, 0x09])("has no slice in a NAL unit with the header %i", (header) => {
    expect(h264Packing.split(bytes(start, header, 1, 2))).toBeNull();
  });

  it("needs exactly three readable bytes of its slice", () => {
    expect(h264Packing.split(bytes(0, 0, 1, 0x65, 1, 2))).not.toBeNull();
    expect(h264Packing.split(bytes(0, 0, 1, 0x65, 1))).toBeNull();
    expect(h264Packing.split(bytes(0, 0, 1))).toBeNull();
    expect(h264Packing.split(none)).toBeNull();
  });

  it("is refused with bytes other than zeros before its first start code", () => {
    expect(h264Packing.split(bytes(9, start, slice))).toBeNull();
    expect(h264Packing.split(bytes(9, start, 0x67, 1, start, slice))).toBeNull();
    expect(h264Packing.split(bytes(0, 0, start, 0x67, 1, start, slice))?.prefix).toEqual(
      bytes(start, 0x67, 1, start),
    );
  });

  it("has a sealed copy of the units before its slice, without empty units and surrounding zeros", () => {
    expect(lengthOfCopy(h264Packing.split(bytes(0, 0, 1, 0, 0, 1, slice))?.body)).toBe(0);
    expect(lengthOfCopy(h264Packing.split(bytes(0, 0, 1, 0, 0, 0, 0, 0, 1, slice))?.body)).toBe(0);
    expect(lengthOfCopy(h264Packing.split(bytes(0, 0, 1, 0x67, 1, 0, 0, 0, 0, 1, slice))?.body)).toBe(6);
  });

  it("is restored from a sealed body with its length field, and from no shorter one", () => {
    const body = bytes(0x65, 1, 2, 0, 0, 0, 0);
    expect(h264Packing.join({ prefix: none, body, clear: 3 })).toEqual(bytes(start, 0x65, 1, 2));
    expect(h264Packing.join({ prefix: none, body: body.subarray(0, 6), clear: 3 })).toBeNull();
    const copy = bytes(0x65, 1, 2, 0, 0, 0, 6, start, 0x67, 9);
    expect(h264Packing.join({ prefix: none, body: copy, clear: 3 })).toEqual(
      bytes(start, 0x67, 9, start, 0x65, 1, 2),
    );
    expect(h264Packing.join({ prefix: none, body: copy.subarray(0, 12), clear: 3 })).toBeNull();
    const odd = bytes(0x65, 1, 2, 0, 0, 0, 1, 9);
    expect(h264Packing.join({ prefix: none, body: odd, clear: 3 })).toBeNull();
  });

  it("is restored with the sender's units only, in any number and order", () => {
    const [sps, pps] = [bytes(start, 0x67, 9), bytes(start, 0x68, 8)];
    const body = bytes(0x65, 1, 2, 0, 0, 0, 12, [...sps, ...pps], 3);
    const joined = bytes([...sps, ...pps], start, 0x65, 1, 2, 3);
    for (const prefix of [none, sps, pps, bytes([...pps, ...sps]), bytes([...sps, ...sps])]) {
      expect(h264Packing.join({ prefix, body, clear: 3 })).toEqual(joined);
    }
    for (const prefix of [bytes(start, 0x67, 8), bytes(start, 0x67), bytes(start, 0x67, 9, 9), bytes(7)]) {
      expect(h264Packing.join({ prefix, body, clear: 3 })).toBeNull();
    }
  });

  it("has at most 64 units before its slice, at its sender and as it arrives", () => {
    const units = (count: number) =>
      Array.from({ length: count }, (_, i) => [...start, 0x67, 9, 1 + i]).flat();
    const framed = (count: number) => h264Packing.split(bytes(units(count), start, slice));
    expect(framed(65)).toBeNull();
    const parts = framed(64);
    if (parts === null) throw new Error("A frame with 64 units was refused.");
    expect(h264Packing.join(parts)).not.toBeNull();
    expect(h264Packing.join({ ...parts, prefix: bytes(units(64), units(1), start) })).toBeNull();
    // A peer with changed software seals a copy of very many units.
    const copy = bytes(units(65));
    const length = new Uint8Array(4);
    new DataView(length.buffer).setUint32(0, copy.length);
    const body = bytes([0x65, 1, 2], [...length], [...copy], [3, 4]);
    expect(h264Packing.join({ prefix: bytes(start), body, clear: 3 })).toBeNull();
  });

  it("is not decrypted without its last byte, or with an empty sealed part", () => {
    expect(h264Packing.unpack(bytes(0, 0, 1, 0x65, 1, 2, 0x80))).toMatchObject({
      body: bytes(0x65, 1, 2),
      clear: 3,
    });
    expect(h264Packing.unpack(bytes(0, 0, 1, 0x65, 1, 0x80))).toBeNull();
    expect(h264Packing.unpack(bytes(0, 0, 1, 0x65, 1, 2, 3))).toBeNull();
    expect(h264Packing.unpack(bytes(0, 0, 1, 0x65, 1, 2, 0, 0, 2, 0x80))).toBeNull();
    expect(h264Packing.unpack(bytes(9, 9, 9, 9))).toBeNull();
  });

  it.each([
    [
      [0, 0, 0],
      [0, 0, 3, 0],
    ],
    [
      [0, 0, 1],
      [0, 0, 3, 1],
    ],
    [
      [0, 0, 3],
      [0, 0, 3, 3],
    ],
    [
      [0, 0, 4],
      [0, 0, 4],
    ],
    [
      [0, 0, 0, 0, 0],
      [0, 0, 3, 0, 0, 3, 0],
    ],
    [
      [1, 0, 0],
      [1, 0, 0],
    ],
  ])("with %j is escaped to %j, and only that form is read back", (plain, escaped) => {
    expect(escapeNal(bytes(plain))).toEqual(bytes(escaped));
    expect(unescapeNal(bytes(escaped))).toEqual(bytes(plain));
  });

  it.each([[[0, 0, 2]], [[0, 0, 1]], [[0, 0, 0]], [[0, 0, 3]], [[0, 0, 3, 4]], [[7, 0, 0, 3, 255]]])(
    "with %j is refused, because no escaping produces it",
    (escaped) => {
      expect(unescapeNal(bytes(escaped))).toBeNull();
    },
  );
});

describe("an AV1 frame", () => {
  // OBU headers with the size flag: 0x0a sequence header, 0x12 temporal delimiter, 0x1a frame header, 0x32 frame.
  it.each([
    ["nothing", []],
    ["a forbidden bit", [0xb2, 1, 5]],
    ["a size beyond its end", [0x32, 2, 5]],
    ["a size that does not end", [0x32, 0x80]],
    ["a size of more than eight bytes", [0x32, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0, 5]],
    ["no frame in it", [0x0a, 1, 5, 0x12, 0]],
  ])("is refused with %s", (_what, frame) => {
    expect(av1Packing.split(bytes(frame))).toBeNull();
    expect(av1Packing.unpack(bytes(frame))).toBeNull();
  });

  it.each([
    ["a frame", 0x32],
    ["a frame header", 0x1a],
  ])("is split at the first OBU that is %s, and the OBUs before it stay readable", (_what, header) => {
    const parts = av1Packing.split(bytes(0x12, 0, 0x0a, 2, 8, 9, header, 3, 5, 6, 7, 0x32, 1, 4));
    expect(parts?.clear).toBe(5);
    expect(parts?.body).toEqual(bytes(0x0a, 2, 8, 9, header, 3, 5, 6, 7, 0x32, 1, 4));
  });

  it("may lack the size in its last OBU, and gets a size field", () => {
    expect(av1Packing.split(bytes(0x30, 5, 6))).toMatchObject({ body: bytes(0x32, 2, 5, 6), clear: 1 });
    expect(av1Packing.split(bytes(0x34, 0x88, 5, 6))).toMatchObject({
      body: bytes(0x36, 0x88, 2, 5, 6),
      clear: 2,
    });
    expect(av1Packing.split(bytes(0x36, 0x88, 2, 5, 6))).toMatchObject({
      body: bytes(0x36, 0x88, 2, 5, 6),
      clear: 2,
    });
  });

  it.each([
    [0, [0]],
    [1, [1]],
    [127, [127]],
    [128, [0x80, 1]],
    [300, [0xac, 2]],
    [16_384, [0x80, 0x80, 1]],
  ])("has a size of %i that is written and read back", (length, size) => {
    const payload = new Uint8Array(length).fill(7);
    const body = bytes(0x32, [...payload]);
    const packed = av1Packing.pack({ prefix: none, body, clear: 1 });
    expect(packed).toEqual(bytes(0x32, size, [...payload]));
    expect(av1Packing.unpack(packed)).toMatchObject({ body, clear: 1 });
    expect(av1Packing.split(packed)?.body).toEqual(packed);
  });

  it("is decrypted only when nothing follows it except what packetizers leave out", () => {
    const packed = [0x32, 2, 5, 6];
    expect(av1Packing.unpack(bytes(packed, 0x12, 0, 0x7a, 1, 9))?.body).toEqual(bytes(0x32, 5, 6));
    expect(av1Packing.unpack(bytes(packed, 0x0a, 1, 9))).toBeNull();
    expect(av1Packing.unpack(bytes(packed, 0x12, 0, 0x32, 1, 9))).toBeNull();
    expect(av1Packing.unpack(bytes(packed, 0x12, 5))).toBeNull();
  });

  it.each([
    ["temporal delimiters", [0x12, 0]],
    ["empty sequence headers", [0x0a, 0]],
  ])("is refused with more than 2,048 bytes of %s before its frame OBU", (_what, obu) => {
    const behind = (count: number) => bytes(Array.from({ length: count }, () => obu).flat(), 0x32, 2, 5, 6);
    for (const read of [av1Packing.split, av1Packing.unpack]) {
      expect(read(behind(1_024))).not.toBeNull();
      expect(read(behind(1_025))).toBeNull();
    }
  });

  it("is refused when it ends with very many OBUs, but not with a long one", () => {
    const ends = (...rest: readonly number[]) => av1Packing.unpack(bytes(0x32, 2, 5, 6, rest));
    const many = (count: number) => Array.from({ length: count }, () => [0x12, 0]).flat();
    expect(ends(...many(1_025))).not.toBeNull();
    expect(ends(...many(1_026))).toBeNull();
    const padding = Array.from({ length: 5_000 }, () => 0);
    expect(ends(0x7a, 0x88, 0x27, ...padding)).not.toBeNull();
  });
});
