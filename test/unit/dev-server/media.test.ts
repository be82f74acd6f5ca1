import { randomBytes } from "node:crypto";
import { createSocket } from "node:dgram";
import { describe, expect, it } from "vitest";
import { devServerHarness, eventually, upToDate } from "./support/harness.ts";
import type { RtcClient } from "./support/rtc-client.ts";

const harness = devServerHarness();
const sealedHeader = (id: string, counter: number) =>
  Buffer.concat([Buffer.from([0x19, 0, counter]), Buffer.from(id), Buffer.alloc(24, 0xcc)]);
const sealedAudio = (id: string, counter: number) =>
  Buffer.concat([Buffer.from([0x78]), sealedHeader(id, counter)]);
const sealedVideo = (id: string, counter: number) =>
  Buffer.concat([Buffer.from([0x10, 0x01, 0, 0]), sealedHeader(id, counter)]);
const from = (receiver: RtcClient, sender: RtcClient, payloadType: number) =>
  receiver.rtp.filter(
    ({ streamId, packet }) => streamId === sender.connectionId && packet.header.payloadType === payloadType,
  );

async function twoMembers() {
  const server = await harness.start();
  const alice = await harness.join();
  const bob = await harness.join();
  const frames = (client: RtcClient) =>
    server.stats().channels.room!.connections[client.connectionId]!.frames;
  await alice.signaling.message(({ type }) => type === "re-offer");
  await upToDate(alice, bob);
  return { server, alice, bob, frames };
}

describe("media", () => {
  it("reach the other clients byte for byte on the stream of their sender", async () => {
    const { alice, bob, frames } = await twoMembers();
    for (let counter = 0; counter < 5; counter++) {
      alice.send("audio", sealedAudio(alice.connectionId, counter));
      bob.send("video", sealedVideo(bob.connectionId, counter));
    }
    await eventually(() => from(bob, alice, 109).length >= 5 && from(alice, bob, 120).length >= 5);
    expect(from(bob, alice, 109).map(({ packet }) => packet.payload)).toEqual(
      [0, 1, 2, 3, 4].map((counter) => sealedAudio(alice.connectionId, counter)),
    );
    expect(frames(alice)).toEqual({ audio: { total: 5, sealed: 5 }, video: { total: 0, sealed: 0 } });
    expect(frames(bob)).toEqual({ audio: { total: 0, sealed: 0 }, video: { total: 5, sealed: 5 } });
  });

  it("are counted as sealed only with the sender's own id", async () => {
    const { alice, bob, frames } = await twoMembers();
    alice.send("audio", sealedAudio(bob.connectionId, 0));
    alice.send("audio", Buffer.from([1, 2, 3]));
    alice.send("audio", sealedAudio(alice.connectionId, 1));
    alice.send("video", Buffer.concat([Buffer.from([0x00]), Buffer.alloc(40)]));
    await eventually(() => frames(alice).audio.total === 3);
    expect(frames(alice)).toEqual({ audio: { total: 3, sealed: 1 }, video: { total: 0, sealed: 0 } });
  });

  it("are counted as received, also when a hostile server changes them afterwards", async () => {
    const { server, alice, bob, frames } = await twoMembers();
    const { hostile } = server.faults;
    const sent = sealedAudio(alice.connectionId, 0);
    const last = () => from(bob, alice, 109).at(-1)?.packet.payload;

    hostile.flipBits({ from: alice.connectionId });
    alice.send("audio", sent);
    await eventually(() => from(bob, alice, 109).length === 1);
    const flipped = Buffer.from(sent);
    flipped[flipped.length - 1]! ^= 1;
    expect(last()).toEqual(flipped);
    hostile.reset();

    const undo = hostile.stripSealing({ from: alice.connectionId, to: bob.connectionId });
    alice.send("audio", sent);
    await eventually(() => from(bob, alice, 109).length === 2);
    expect(last()).toEqual(Buffer.concat([Buffer.from([0x78]), Buffer.alloc(24, 0xcc)]));
    undo();

    hostile.replayFrames({});
    for (let counter = 1; counter < 4; counter++)
      alice.send("audio", sealedAudio(alice.connectionId, counter));
    await eventually(() => from(bob, alice, 109).length === 7);
    const counters = from(bob, alice, 109)
      .slice(2)
      .map(({ packet }) => packet.payload[3]);
    expect([...counters].sort()).toEqual([1, 1, 2, 2, 3]);
    expect(frames(alice).audio).toEqual({ total: 5, sealed: 5 });
  });

  it("arrive on the wrong stream from a hostile server that swaps two clients", async () => {
    const { server, alice, bob } = await twoMembers();
    const carol = await harness.join();
    await upToDate(alice, bob, carol);
    const undo = server.faults.hostile.swapStreams(alice.connectionId, bob.connectionId);
    alice.send("audio", sealedAudio(alice.connectionId, 0));
    await eventually(() => carol.rtp.length === 1);
    expect(carol.rtp[0]?.streamId).toBe(bob.connectionId);
    undo();
    alice.send("audio", sealedAudio(alice.connectionId, 1));
    await eventually(() => carol.rtp.length === 2);
    expect(carol.rtp[1]?.streamId).toBe(alice.connectionId);
    await eventually(() => from(bob, alice, 109).length === 2);
  });

  it("stop when their sender leaves, and the next client reuses its place", async () => {
    const { alice, bob } = await twoMembers();
    bob.signaling.send({ type: "disconnect" });
    await alice.notification("connection.destroyed", bob.connectionId);
    const carol = await harness.join();
    await upToDate(alice, carol);
    const offers = alice.signaling.messages.filter(({ type }) => type === "re-offer");
    const sdp = offers.at(-1)?.sdp as string;
    expect(sdp.match(/^m=/gm)).toHaveLength(4);
    expect(sdp).toContain(`a=msid:${carol.connectionId}`);
    expect(sdp).not.toContain(bob.connectionId);
    const mids = (text: string) => text.match(/^a=mid:.*$/gm) ?? [];
    expect(mids(sdp).slice(2)).not.toEqual(mids(offers[0]?.sdp as string).slice(2));
  });
});

it("are not affected by meaningless datagrams", async () => {
  const { server, alice, bob } = await twoMembers();
  const candidate = /a=candidate:1 1 udp \d+ (\S+) (\d+)/.exec(alice.offer.sdp as string)!;
  const ufrag = /a=ice-ufrag:(\S+)/.exec(alice.offer.sdp as string)![1]!;
  const socket = createSocket("udp4");
  const send = (data: Buffer) =>
    new Promise((resolve) => socket.send(data, Number(candidate[2]), candidate[1], resolve));
  const username = Buffer.from(`${ufrag}:x`);
  const stun = Buffer.concat([
    Buffer.from([0, 1, 0, 4 + username.length, 0x21, 0x12, 0xa4, 0x42]),
    randomBytes(12),
    Buffer.from([0, 6, 0, username.length]),
    username,
  ]);
  await send(stun);
  await send(stun.subarray(0, 30));
  for (let index = 0; index < 300; index++) {
    const data = randomBytes(1 + (index % 90));
    data[0] = [0, 1, 20, 22, 23, 128, 144, 200][index % 8]!;
    await send(data);
  }
  socket.close();
  alice.send("audio", sealedAudio(alice.connectionId, 0));
  await eventually(() => from(bob, alice, 109).length === 1);
  const { connections } = server.stats().channels.room!;
  expect(Object.values(connections).every(({ left }) => !left)).toBe(true);
});

it("are not affected by wrong data in a client's own DTLS and SRTP", async () => {
  const { server, alice, bob } = await twoMembers();
  const mallory = await harness.join({ data_channel_signaling: true, e2ee: true });
  await mallory.signaling.message(({ type }) => type === "switched");
  const { sctp } = mallory.pc;
  const { dtlsTransport } = sctp!;
  const raw = (mallory.channels.get("e2ee")!.sctp.sctp as unknown as { remoteVerificationTag: number })
    .remoteVerificationTag;
  for (let index = 0; index < 200; index++) {
    await dtlsTransport.sendData(randomBytes(1 + index));
    await dtlsTransport.sendData(sctpPacket(raw, randomBytes(4 + index)));
    await dtlsTransport.sendData(sctpPacket(raw, chunk(TYPES[index % TYPES.length]!, randomBytes(index))));
    const rtcp = Buffer.concat([
      Buffer.from([0x80 | (index % 32), 200 + (index % 7), 0, index % 8]),
      randomBytes(40),
    ]);
    await dtlsTransport.iceTransport.connection.send(dtlsTransport.srtcp.encrypt(rtcp));
    mallory.send(index % 2 ? "audio" : "video", randomBytes(index));
  }
  alice.send("audio", sealedAudio(alice.connectionId, 0));
  await eventually(() => from(bob, alice, 109).length === 1);
  const { connections } = server.stats().channels.room!;
  expect(connections[alice.connectionId]!.left || connections[bob.connectionId]!.left).toBe(false);
});

/** Types of SCTP chunks. Those that end an association are left out, because the rest would stay unread. */
const TYPES = [0, 1, 2, 3, 4, 5, 9, 10, 11, 12, 15, 64, 128, 130, 192, 193];

function chunk(type: number, body: Buffer): Buffer {
  const head = Buffer.from([type, 3, 0, 0]);
  head.writeUInt16BE(4 + body.length, 2);
  return Buffer.concat([head, body, Buffer.alloc((4 - (body.length % 4)) % 4)]);
}

function sctpPacket(tag: number, chunks: Buffer): Buffer {
  const packet = Buffer.concat([Buffer.alloc(12), chunks]);
  packet.writeUInt16BE(5000, 0);
  packet.writeUInt16BE(5000, 2);
  packet.writeUInt32BE(tag, 4);
  packet.writeUInt32LE(crc32c(packet), 8);
  return packet;
}

function crc32c(data: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of data) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}
