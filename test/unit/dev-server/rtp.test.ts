import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PacketCache } from "../../../dev-server/src/media/packet-cache.ts";
import { ReceiveStream } from "../../../dev-server/src/media/receive-stream.ts";
import {
  estimatedMaximumBitrate,
  forwardedSenderReport,
  negativeAcknowledgement,
  parseRtcp,
  pictureLossIndication,
  receiverReport,
} from "../../../dev-server/src/media/rtcp.ts";
import { parseRtp, type ReceivedRtp, readExtension } from "../../../dev-server/src/media/rtp-packet.ts";
import { StreamRewriter } from "../../../dev-server/src/media/stream-rewriter.ts";
import { wellFramed } from "../../../dev-server/src/transport/sctp-framing.ts";

const hex = (text: string) => Buffer.from(text.replaceAll(" ", ""), "hex");
const packet = (sequenceNumber: number, timestamp: number, ssrc = 7): ReceivedRtp => {
  const data = Buffer.alloc(13);
  data.writeUInt8(0x80, 0);
  data.writeUInt16BE(sequenceNumber, 2);
  data.writeUInt32BE(timestamp, 4);
  data.writeUInt32BE(ssrc, 8);
  return parseRtp(data)!;
};

describe("RTP packets", () => {
  it("are read with contributing sources, extensions and padding", () => {
    const data = hex("b1 e0 1234 00000010 0000002a 00000001 bede 0002 10 61 00 21 72 30 00 00 aabb 000003");
    const read = parseRtp(data)!;
    expect(read).toMatchObject({
      marker: true,
      payloadType: 96,
      sequenceNumber: 0x1234,
      timestamp: 16,
      ssrc: 42,
      padding: true,
    });
    expect(read.payload).toEqual(hex("aabb"));
    expect(read.body).toEqual(hex("aabb000003"));
    expect(readExtension(read, 1)).toEqual(Buffer.from("a"));
    expect(readExtension(read, 2)).toEqual(Buffer.from("r0"));
    expect(readExtension(read, 9)).toBeUndefined();
  });

  it("may have two-byte extensions", () => {
    const read = parseRtp(hex("90 60 0001 00000001 00000001 1000 0002 02 02 7230 00 00 00 00 ff"))!;
    expect(readExtension(read, 2)).toEqual(Buffer.from("r0"));
  });

  it("of padding only have no payload", () => {
    expect(parseRtp(hex("a0 60 0001 00000001 00000001 000003"))?.payload).toHaveLength(0);
  });

  it.each([
    ["too short", "8060000100000001000000"],
    ["of another version", "406000010000000100000001 ff"],
    ["padded beyond their size", "a06000010000000100000001 0009"],
    ["padded by nothing", "a06000010000000100000001 0000"],
    ["extended beyond their end", "906000010000000100000001 bede0009"],
  ])("%s are not RTP", (_name, data) => expect(parseRtp(hex(data))).toBeUndefined());

  it("of any content never make the parser throw", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), fc.integer({ min: 0, max: 15 }), (bytes, id) => {
        const read = parseRtp(Buffer.from(bytes));
        if (read) readExtension(read, id);
      }),
      { numRuns: 5000 },
    );
  });
});

describe("RTCP", () => {
  it("reads the packets that it wrote", () => {
    expect(parseRtcp(pictureLossIndication(1, 9))).toEqual([{ kind: "key-frame-request", media: 9 }]);
    expect(parseRtcp(negativeAcknowledgement(1, 9, [65535, 3]))).toEqual([
      { kind: "nack", media: 9, sequenceNumbers: [65535, 3] },
    ]);
  });

  it("reads bit masks, FIR, and compound packets", () => {
    const nack = hex("81cd0003 00000001 00000009 ffff 8001");
    const fir = hex("84ce0004 00000001 00000000 00000009 05000000");
    expect(parseRtcp(Buffer.concat([receiverReport(1, []), nack, fir]))).toEqual([
      { kind: "nack", media: 9, sequenceNumbers: [65535, 0, 15] },
      { kind: "key-frame-request", media: 9 },
    ]);
  });

  it("writes REMB with the bit rate that was asked for", () => {
    const remb = estimatedMaximumBitrate(1, 3_000_000, [5, 6]);
    expect(remb.readUInt8(16)).toBe(2);
    const word = remb.readUInt32BE(16);
    expect((word & 0x3ffff) * 2 ** ((word >> 18) & 0x3f)).toBeCloseTo(3_000_000, -2);
  });

  it("forwards a sender report as one of the forwarded stream", () => {
    const report = hex("80c80006 00000007 11111111 22222222 fffffff0 00000001 00000002");
    const forwarded = forwardedSenderReport(report, 99, 0x20);
    expect(forwarded.readUInt32BE(4)).toBe(99);
    expect(forwarded.readUInt32BE(8)).toBe(0x11111111);
    expect(forwarded.readUInt32BE(16)).toBe(0x10);
  });

  it("of any content never make the parser throw", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 120 }), (bytes) => void parseRtcp(Buffer.from(bytes))),
      { numRuns: 5000 },
    );
  });
});

describe("a received stream", () => {
  it("accepts each packet once, in any order, also when the sequence number wraps", () => {
    const stream = new ReceiveStream(1, undefined, true);
    const took = [65534, 65535, 1, 65535, 0, 1].map((sequence) => stream.accept(sequence, 0));
    expect(took).toEqual([true, true, true, false, true, false]);
  });

  it("requests missing packets until they arrive, and gives up after some attempts", () => {
    const stream = new ReceiveStream(1, undefined, true);
    for (const sequence of [10, 13]) stream.accept(sequence, 0);
    expect(stream.takeNacks(0)).toEqual([11, 12]);
    expect(stream.takeNacks(10)).toEqual([]);
    stream.accept(11, 20);
    for (let now = 100; now <= 900; now += 100) expect(stream.takeNacks(now)).toEqual([12]);
    expect(stream.takeNacks(1000)).toEqual([]);
  });

  it("reports losses", () => {
    const stream = new ReceiveStream(1, undefined, true);
    for (const sequence of [1, 2, 4]) stream.accept(sequence, 0);
    expect(stream.report(0)).toMatchObject({ fractionLost: 64, cumulativeLost: 1 });
    expect(stream.report(0)).toMatchObject({ fractionLost: 0, cumulativeLost: 1 });
  });

  it("starts again after a jump of the sequence number", () => {
    const stream = new ReceiveStream(1, undefined, true);
    stream.accept(1, 0);
    expect(stream.accept(30_000, 0)).toBe(true);
    expect(stream.takeNacks(0)).toEqual([]);
    expect(stream.report(0)).toMatchObject({ cumulativeLost: 0 });
  });
});

describe("a rewritten stream", () => {
  it("continues without a gap when its source changes, and leaves out older packets", () => {
    const rewriter = new StreamRewriter(99, 90_000);
    expect(rewriter.rewrite(packet(500, 1000, 1), 0)).toMatchObject({ ssrc: 99, sequenceNumber: 500 });
    expect(rewriter.rewrite(packet(501, 4000, 1), 33)).toMatchObject({
      sequenceNumber: 501,
      timestamp: 4000,
    });
    const switched = rewriter.rewrite(packet(40_000, 7, 2), 66)!;
    expect(switched).toMatchObject({ sequenceNumber: 502, timestamp: 4000 + 33 * 90 });
    expect(rewriter.rewrite(packet(39_999, 7, 2), 67)).toBeUndefined();
    expect(rewriter.rewrite(packet(40_001, 3007, 2), 99)).toMatchObject({
      sequenceNumber: 503,
      timestamp: switched.timestamp + 3000,
    });
  });

  it("shifts sequence numbers for inserted packets", () => {
    const rewriter = new StreamRewriter(99, 48_000);
    rewriter.rewrite(packet(1, 960), 0);
    expect(rewriter.insert(packet(1, 961), 0)).toMatchObject({ sequenceNumber: 2, timestamp: 961 });
    expect(rewriter.rewrite(packet(2, 1920), 20)).toMatchObject({ sequenceNumber: 3 });
  });
});

it("the packet cache keeps the last 512 packets", () => {
  const cache = new PacketCache();
  for (let sequence = 0; sequence < 600; sequence++) cache.put(sequence, Buffer.from([sequence & 255]));
  expect(cache.get(87)).toBeUndefined();
  expect(cache.get(88)).toEqual(Buffer.from([88]));
});

describe("SCTP packets", () => {
  const head = "1388 1388 00000001 00000000";

  it.each([
    ["a heartbeat", `${head} 0400 000c 0001 0008 00000000`],
    ["a SACK with a gap", `${head} 0300 0014 00000001 00010000 0001 0000 0002 0003`],
  ])("are recognized: %s", (_name, data) => expect(wellFramed(hex(data))).toBe(true));

  it.each([
    ["a chunk of no length", `${head} 0000 0000`],
    ["a chunk beyond the end", `${head} 0000 0040 0000`],
    ["a parameter of no length", `${head} 8200 000c 000d 0000 00000000`],
    ["gaps beyond their chunk", `${head} 0300 0010 00000001 00010000 0009 0000`],
    ["a header alone", head],
  ])("are refused: %s", (_name, data) => expect(wellFramed(hex(data))).toBe(false));

  it("are refused when their gap blocks cover the same range many times", () => {
    const sack = Buffer.concat([hex(`${head} 0300 00d0 00000001 00010000 0030 0000`), Buffer.alloc(192)]);
    for (let block = 0; block < 48; block++) sack.writeUInt16BE(65535, 28 + block * 4 + 2);
    expect(wellFramed(sack)).toBe(false);
  });
});
