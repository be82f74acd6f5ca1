import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FRAMES, isSealed } from "../../../dev-server/src/media/frames/index.ts";
import { isSealedHeader } from "../../../dev-server/src/media/frames/sealed-header.ts";

interface Vector {
  readonly connectionId: string;
  readonly frameType: "key" | "delta" | "audio";
  readonly plain: string;
  readonly sealed: string;
}

const vectors = JSON.parse(readFileSync(new URL("../../vectors/frames.json", import.meta.url), "utf8")) as {
  readonly frames: readonly Vector[];
};
const hex = (text: string) => Buffer.from(text, "hex");
const ID = "ALICE---------------------";
const descriptors: [name: string, bytes: number[]][] = [
  ["plain", [0x10]],
  ["X alone", [0x90, 0x00]],
  ["I, 7 bits", [0x90, 0x80, 0x11]],
  ["I, 15 bits", [0x90, 0x80, 0x81, 0x11]],
  ["L", [0x90, 0x40, 0x05]],
  ["T", [0x90, 0x20, 0x60]],
  ["K", [0x90, 0x10, 0x03]],
  ["I L T K", [0x90, 0xf0, 0x92, 0x34, 0x07, 0x61]],
];

describe("sealed frames are found in RTP payloads", () => {
  const videos = vectors.frames.filter(({ frameType }) => frameType !== "audio");
  const audios = vectors.frames.filter(({ frameType }) => frameType === "audio");

  it.each(descriptors)("a sealed VP8 frame is found behind a descriptor with %s", (_name, descriptor) => {
    expect(videos.length).toBeGreaterThan(0);
    for (const { connectionId, sealed, plain, frameType } of videos) {
      // A frame sealed by the released worker keeps its readable bytes. The first one distinguishes key from
      // delta only in a real VP8 frame.
      const withTag = (frame: Buffer) => {
        const copy = Buffer.from(frame);
        copy[0] = frameType === "key" ? copy[0]! & 0xfe : copy[0]! | 1;
        return Buffer.concat([Buffer.from(descriptor), copy]);
      };
      const start = FRAMES.VP8.frameStart(withTag(hex(sealed)));
      expect(start?.key).toBe(frameType === "key");
      expect(isSealed(FRAMES.VP8, start!, connectionId)).toBe(true);
      expect(isSealed(FRAMES.VP8, start!, "BOB-----------------------")).toBe(false);
      const clear = FRAMES.VP8.frameStart(withTag(hex(plain)));
      expect(isSealed(FRAMES.VP8, clear!, connectionId)).toBe(false);
    }
  });

  it("a sealed Opus frame is found", () => {
    expect(audios.length).toBeGreaterThan(0);
    for (const { connectionId, sealed, plain } of audios) {
      const sealedStart = FRAMES.OPUS.frameStart(hex(sealed))!;
      expect(isSealed(FRAMES.OPUS, sealedStart, connectionId)).toBe(true);
      const plainStart = FRAMES.OPUS.frameStart(hex(plain))!;
      expect(isSealed(FRAMES.OPUS, plainStart, connectionId)).toBe(false);
    }
  });
});

describe("VP8", () => {
  it.each([
    ["a continued frame", [0x00, 0x9d]],
    ["a later partition", [0x11, 0x9d]],
    ["a descriptor and nothing else", [0x90, 0x80]],
  ])("a packet with %s does not start a VP8 frame", (_name, bytes) => {
    expect(FRAMES.VP8.frameStart(Buffer.from(bytes))).toBeUndefined();
  });
});

describe("VP9", () => {
  it.each([
    ["a key frame with a 15-bit picture id", [0x88, 0x81, 0x02, 0xaa], true],
    ["an inter frame, non-flexible with layers", [0xe8, 0x05, 0x21, 0x07, 0xaa], false],
    ["an inter frame, flexible with two references", [0xd8, 0x05, 0x03, 0x02, 0xaa], false],
    ["a key frame with a scalability structure", [0x8a, 0x05, 0x18, 1, 64, 0, 48, 1, 0x04, 0x02, 0xaa], true],
  ])("a sealed VP9 frame is found: %s", (_name, bytes, key) => {
    const start = FRAMES.VP9.frameStart(Buffer.from(bytes));
    expect(start).toEqual({ key, head: Buffer.from([0xaa]) });
  });

  it("a packet without B does not start a VP9 frame", () => {
    expect(FRAMES.VP9.frameStart(Buffer.from([0x80, 0x05, 0xaa]))).toBeUndefined();
  });
});

describe("H264", () => {
  it.each([
    ["a slice alone", [0x61, 0x9a, 1], false, [0x61, 0x9a, 1]],
    ["the first fragment of an IDR slice", [0x7c, 0x85, 0x88, 2], true, [0x65, 0x88, 2]],
    ["an IDR slice behind its parameter sets", [0x78, 0, 1, 0x67, 0, 2, 0x65, 0x88], true, [0x65, 0x88]],
  ])("a sealed H.264 frame is found: %s", (_name, bytes, key, head) => {
    const packet = Buffer.from(bytes);
    const start = FRAMES.H264.frameStart(packet);
    expect(start?.key).toBe(key);
    expect([...(start?.head ?? [])]).toEqual(head);
    // Inspecting a packet that is forwarded must not change it.
    expect([...packet]).toEqual(bytes);
  });

  it.each([
    ["parameter sets ahead", [0x78, 0, 1, 0x67, 0, 1, 0x68]],
    ["a later fragment", [0x7c, 0x05, 0x88, 2]],
    ["a later slice of the picture", [0x61, 0x4a, 1]],
  ])("a packet with %s does not start an H.264 frame", (_name, bytes) => {
    expect(FRAMES.H264.frameStart(Buffer.from(bytes))).toBeUndefined();
  });
});

describe("AV1", () => {
  it.each([
    ["a frame alone", [0x10, 0x30, 7], false, [0x30, 7]],
    ["a sequence header and a frame", [0x28, 2, 0x08, 1, 0x30, 7], true, [0x30, 7]],
    ["OBUs with a length each", [0x00, 2, 0x08, 1, 2, 0x30, 7], true, [0x30, 7]],
    ["a frame that goes on", [0x50, 0x30, 7], false, [0x30, 7]],
  ])("a sealed AV1 frame is found: %s", (_name, bytes, key, head) => {
    const start = FRAMES.AV1.frameStart(Buffer.from(bytes));
    expect(start?.key).toBe(key);
    expect([...(start?.head ?? [])]).toEqual(head);
  });

  it.each([
    ["a continued frame", [0x90, 0x30, 7]],
    ["a tile group", [0x10, 0x20, 7]],
  ])("a packet with %s does not start an AV1 frame", (_name, bytes) => {
    expect(FRAMES.AV1.frameStart(Buffer.from(bytes))).toBeUndefined();
  });
});

describe("frame headers", () => {
  const header = (...bytes: number[]) =>
    Buffer.concat([Buffer.from(bytes), Buffer.from(ID), Buffer.alloc(8)]);

  it.each([
    ["one byte each", header(0x19, 0, 0)],
    ["two and four bytes", header(0x4a, 1, 0, 1, 0, 0, 0)],
  ])("a well-formed header is recognized: %s", (_name, bytes) =>
    expect(isSealedHeader(bytes, ID)).toBe(true),
  );

  it.each([
    ["S set", header(0x99, 0, 0)],
    ["the fixed bit clear", header(0x11, 0, 0)],
    ["no key id", header(0x18, 0, 0)],
    ["no counter", header(0x09, 0, 0)],
    ["a key id longer than it needs to be", header(0x1a, 0, 1, 0)],
    ["a counter longer than it needs to be", header(0x29, 0, 0, 1)],
    ["a counter of five bytes", header(0x59, 0, 1, 0, 0, 0, 0)],
    ["cut short", header(0x19, 0, 0).subarray(0, 28)],
    ["nothing", Buffer.alloc(0)],
  ])("a malformed header is not recognized: %s", (_name, bytes) =>
    expect(isSealedHeader(bytes, ID)).toBe(false),
  );
});

it("no payload makes a frame parser throw, read out of bounds, or change its input", () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 64 }),
      fc.constantFrom(...Object.values(FRAMES)),
      (bytes, codec) => {
        const payload = Buffer.from(bytes);
        const start = codec.frameStart(payload);
        if (start) expect(isSealed(codec, start, ID)).toBe(false);
        expect(payload.equals(bytes)).toBe(true);
      },
    ),
    { numRuns: 5000 },
  );
});
