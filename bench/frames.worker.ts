import type { EncodedFrame } from "../src/e2ee/media/codecs/codec.ts";
import { FrameSealer, importFrameKey } from "../src/e2ee/media/frame-crypto.ts";
import { FramePipe } from "../src/e2ee/worker/host.ts";
import { Peers } from "../src/e2ee/worker/peers.ts";
import { ReceiverRecord } from "../src/e2ee/worker/receiver-record.ts";
import { ReceiverTransform } from "../src/e2ee/worker/receiver-transform.ts";
import { SenderTransform } from "../src/e2ee/worker/sender-transform.ts";
import { systemClock } from "../src/protocol/clock.ts";
import { parseFrameHeader } from "../src/protocol/frame-header.ts";
import type { MediaKind } from "../src/status.ts";

/** Microseconds. */
export interface Times {
  /** Per frame: the lower quartile over all rounds of a round's mean, which other programs disturb less. */
  readonly mean: number;
  /** Between two frames that come out. */
  readonly p50: number;
  readonly p99: number;
}

export interface Measured {
  readonly frames: string;
  readonly what: "seal" | "open";
  readonly ours: Times;
  readonly floor: Times;
}

type FrameKind = "key" | "delta" | "audio";
type Handle = (frame: EncodedFrame) => Promise<void> | undefined;
type MakeHandle = (write: (frame: EncodedFrame) => void) => Handle;

interface Stream {
  readonly frames: readonly EncodedFrame[];
  readonly make: MakeHandle;
}

class BenchFrame implements EncodedFrame {
  data: ArrayBuffer;
  readonly type?: string;
  readonly kind: FrameKind;

  constructor(data: ArrayBuffer, kind: FrameKind) {
    this.data = data;
    this.kind = kind;
    if (kind !== "audio") this.type = kind;
  }

  getMetadata() {
    return { mimeType: this.kind === "audio" ? "audio/opus" : "video/VP8" };
  }
}

const connectionId = (index: number): string => `peer-${index}`.padEnd(26, "-");
const material = (index: number): Uint8Array => new Uint8Array(32).fill(index + 1);
const mediaKind = (kind: FrameKind): MediaKind => (kind === "audio" ? "audio" : "video");
const nothing = (): void => undefined;

function plainFrames(count: number, size: number, kind: FrameKind): BenchFrame[] {
  return Array.from({ length: count }, (_, i) => {
    const data = new Uint8Array(size);
    for (let at = 0; at < size; at++) data[at] = (at * 7 + i) & 0xff;
    return new BenchFrame(data.buffer, kind);
  });
}

/** Runs all streams side by side to their end, and returns when each frame came out. */
async function run(streams: readonly Stream[]): Promise<number[]> {
  const times: number[] = [performance.now()];
  await Promise.all(
    streams.map(({ frames, make }) => {
      let next = 0;
      const readable = new ReadableStream<EncodedFrame>({
        pull(controller) {
          const frame = frames[next++];
          if (frame === undefined) controller.close();
          else controller.enqueue(frame);
        },
      });
      const writable = new WritableStream<EncodedFrame>({
        write: () => {
          times.push(performance.now());
        },
      });
      const pipe = new FramePipe({ readable, writable });
      return pipe.run(make((frame) => pipe.write(frame)));
    }),
  );
  return times;
}

const copies = (streams: readonly Stream[]): Stream[] =>
  streams.map(({ frames, make }) => ({
    make,
    frames: frames.map((frame) => new BenchFrame(frame.data, (frame as BenchFrame).kind)),
  }));

function quantile(sorted: readonly number[], at: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * at))] ?? 0;
}

class Stopwatch {
  readonly #means: number[] = [];
  readonly #gaps: number[] = [];

  add(times: readonly number[]): void {
    const frames = times.length - 1;
    this.#means.push((((times.at(-1) ?? 0) - (times[0] ?? 0)) * 1_000) / frames);
    for (let i = 1; i < times.length; i++) this.#gaps.push(((times[i] ?? 0) - (times[i - 1] ?? 0)) * 1_000);
  }

  get times(): Times {
    const gaps = this.#gaps.sort((a, b) => a - b);
    const means = this.#means.sort((a, b) => a - b);
    return { mean: quantile(means, 0.25), p50: quantile(gaps, 0.5), p99: quantile(gaps, 0.99) };
  }
}

async function compare(
  rounds: number,
  makeOurs: () => Promise<Stream[]>,
  makeFloor: () => Promise<Stream[]>,
): Promise<{ ours: Times; floor: Times }> {
  const watches = { ours: new Stopwatch(), floor: new Stopwatch() };
  for (let round = -5; round < rounds; round++) {
    for (const [watch, make] of [
      [watches.floor, makeFloor],
      [watches.ours, makeOurs],
    ] as const) {
      const times = await run(copies(await make()));
      if (round >= 0) watch.add(times);
    }
  }
  return { ours: watches.ours.times, floor: watches.floor.times };
}

/** What one peer sends: its tracks, as lists of plain frames. */
type Tracks = readonly (readonly BenchFrame[])[];

async function sealers(index: number, tracks: Tracks): Promise<Stream[]> {
  const sealer = new FrameSealer({ connectionId: connectionId(index), onExhausted: nothing });
  sealer.setKey(await importFrameKey(material(index), 0, "encrypt"));
  return tracks.map((frames, transformId) => ({
    frames,
    make: (write) => {
      const kind = mediaKind(frames[0]?.kind ?? "audio");
      const sender = new SenderTransform({
        transformId,
        kind,
        sealer: () => sealer,
        write,
        onCount: nothing,
      });
      return (frame) => sender.handle(frame);
    },
  }));
}

async function sealFloor(index: number, tracks: Tracks): Promise<Stream[]> {
  const { key } = await importFrameKey(material(index), 0, "encrypt");
  const iv = new Uint8Array(12);
  const additionalData = new Uint8Array(39);
  return tracks.map((frames) => ({
    frames,
    make: (write) => async (frame) => {
      frame.data = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData }, key, frame.data);
      write(frame);
    },
  }));
}

async function sealedTracks(index: number, tracks: Tracks): Promise<Tracks> {
  const streams = await sealers(index, tracks);
  const sealed = copies(streams);
  await run(sealed);
  return sealed.map(({ frames }) => frames as readonly BenchFrame[]);
}

async function openers(index: number, sealed: Tracks): Promise<Stream[]> {
  const peer = new Peers(systemClock).add(connectionId(index), "keys");
  peer.ring.add(await importFrameKey(material(index), 0, "decrypt"), false);
  return sealed.map((frames, transformId) => ({
    frames,
    make: (write) => {
      const kind = mediaKind(frames[0]?.kind ?? "audio");
      const common = { kind, clock: systemClock };
      const waiting = () => receiver.waiting;
      const record = new ReceiverRecord({ ...common, transformId, peer, waiting, onCount: nothing });
      const receiver = new ReceiverTransform({
        ...common,
        connectionId: peer.connectionId,
        ring: peer.ring,
        write,
        requestKeyFrame: async () => undefined,
        observer: record,
      });
      return (frame) => receiver.handle(frame);
    },
  }));
}

async function openFloor(index: number, sealed: Tracks): Promise<Stream[]> {
  const { key, writeIv } = await importFrameKey(material(index), 0, "decrypt");
  return sealed.map((frames) => {
    // All that the call needs is looked up before the clock runs.
    const calls = frames.map(({ data, kind }) => {
      const bytes = new Uint8Array(data);
      const header = parseFrameHeader(bytes, kind === "audio" ? 1 : kind === "key" ? 10 : 3);
      if (header === null) throw new Error("A frame was not sealed.");
      const iv = writeIv.slice();
      new DataView(iv.buffer).setUint32(8, new DataView(iv.buffer).getUint32(8) ^ header.counter);
      const additionalData = bytes.subarray(0, header.end);
      return { algorithm: { name: "AES-GCM", iv, additionalData }, text: bytes.subarray(header.end) };
    });
    return {
      frames,
      make: (write: (frame: EncodedFrame) => void) => {
        let next = 0;
        return async (frame: EncodedFrame) => {
          const call = calls[next++];
          if (call === undefined) return;
          frame.data = await crypto.subtle.decrypt(call.algorithm, key, call.text);
          write(frame);
        };
      },
    };
  });
}

async function measure(name: string, rounds: number, peers: readonly Tracks[]): Promise<Measured[]> {
  const all = async (make: (index: number, tracks: Tracks) => Promise<Stream[]>, from: readonly Tracks[]) =>
    (await Promise.all(from.map((tracks, index) => make(index, tracks)))).flat();
  const sealed = await Promise.all(peers.map((tracks, index) => sealedTracks(index, tracks)));
  return [
    {
      frames: name,
      what: "seal",
      ...(await compare(
        rounds,
        () => all(sealers, peers),
        () => all(sealFloor, peers),
      )),
    },
    {
      frames: name,
      what: "open",
      ...(await compare(
        rounds,
        () => all(openers, sealed),
        () => all(openFloor, sealed),
      )),
    },
  ];
}

async function main(): Promise<Measured[]> {
  const withKey = (frames: BenchFrame[]) => [...plainFrames(1, 2_000, "key"), ...frames];
  const mixed: Tracks = [
    plainFrames(50, 100, "audio"),
    [...plainFrames(1, 40_000, "key"), ...plainFrames(29, 3_000, "delta")],
  ];
  return [
    ...(await measure("100 B", 40, [[plainFrames(1_000, 100, "audio")]])),
    ...(await measure("1.2 kB", 40, [[withKey(plainFrames(1_000, 1_200, "delta"))]])),
    ...(await measure("10 kB", 40, [[withKey(plainFrames(500, 10_000, "delta"))]])),
    ...(await measure("50 kB", 40, [[withKey(plainFrames(200, 50_000, "delta"))]])),
    ...(await measure("mix of 10 senders", 40, Array(10).fill(mixed))),
  ];
}

main().then(
  (results) => postMessage({ results }),
  (error: unknown) => postMessage({ error: String(error) }),
);
