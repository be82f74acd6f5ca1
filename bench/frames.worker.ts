import type { EncodedFrame } from "../src/e2ee/media/codecs/codec.ts";
import { importFrameKey } from "../src/e2ee/media/frame-crypto.ts";
import { FramePipe } from "../src/e2ee/worker/host.ts";
import { parseFrameHeader } from "../src/protocol/frame-header.ts";
import type { MediaKind } from "../src/status.ts";
import { type FrameSubject, type Pump, type Sender, subject } from "./frames.subject.ts";

/** Microseconds. */
export interface Times {
  /** Per frame: the lower quartile over all rounds of a round's mean, which other programs disturb less. */
  readonly mean: number;
  /** Time between two frames at the output. */
  readonly p50: number;
  readonly p99: number;
}

export interface Measured {
  readonly frames: string;
  readonly what: "seal" | "open";
  readonly ours: Times;
  readonly floor: Times;
  /** The other checkout, and the median over all rounds of ours to its. */
  readonly other: { readonly times: Times; readonly ratio: number } | null;
}

type FrameKind = "key" | "delta" | "audio";

interface Stream {
  readonly frames: readonly EncodedFrame[];
  readonly pump: Pump;
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

function plainFrames(count: number, size: number, kind: FrameKind): BenchFrame[] {
  return Array.from({ length: count }, (_, i) => {
    const data = new Uint8Array(size);
    for (let at = 0; at < size; at++) data[at] = (at * 7 + i) & 0xff;
    return new BenchFrame(data.buffer, kind);
  });
}

/** Runs all streams at the same time to their end, and returns the output time of each frame. */
async function run(streams: readonly Stream[]): Promise<number[]> {
  const times: number[] = [performance.now()];
  await Promise.all(
    streams.map(({ frames, pump }) => {
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
      return pump({ readable, writable });
    }),
  );
  return times;
}

const copies = (streams: readonly Stream[]): Stream[] =>
  streams.map(({ frames, pump }) => ({
    pump,
    frames: frames.map((frame) => new BenchFrame(frame.data, (frame as BenchFrame).kind)),
  }));

function quantile(sorted: readonly number[], at: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * at))] ?? 0;
}

class Stopwatch {
  readonly means: number[] = [];
  readonly #gaps: number[] = [];

  add(times: readonly number[]): void {
    const frames = times.length - 1;
    this.means.push((((times.at(-1) ?? 0) - (times[0] ?? 0)) * 1_000) / frames);
    for (let i = 1; i < times.length; i++) this.#gaps.push(((times[i] ?? 0) - (times[i - 1] ?? 0)) * 1_000);
  }

  get times(): Times {
    const gaps = this.#gaps.toSorted((a, b) => a - b);
    const means = this.means.toSorted((a, b) => a - b);
    return { mean: quantile(means, 0.25), p50: quantile(gaps, 0.5), p99: quantile(gaps, 0.99) };
  }
}

function shuffled<T>(items: readonly T[]): T[] {
  const rest = [...items];
  return items.flatMap(() => rest.splice(Math.floor(Math.random() * rest.length), 1));
}

/**
 * Rounds of all of them alternate, each time in a random order. In a fixed order the same one would meet each garbage
 * collection.
 */
async function compare(rounds: number, make: readonly (() => Promise<Stream[]>)[]): Promise<Stopwatch[]> {
  const subjects = make.map((streams) => ({ streams, watch: new Stopwatch() }));
  for (let round = -5; round < rounds; round++) {
    for (const { streams, watch } of shuffled(subjects)) {
      const times = await run(copies(await streams()));
      if (round >= 0) watch.add(times);
    }
  }
  return subjects.map(({ watch }) => watch);
}

/** The tracks of one peer, as lists of plain frames. */
type Tracks = readonly (readonly BenchFrame[])[];

const senderOf = (index: number, tracks: Tracks): Sender => ({
  connectionId: connectionId(index),
  material: material(index),
  kinds: tracks.map((frames) => mediaKind(frames[0]?.kind ?? "audio")),
});

async function streamsOf(
  index: number,
  tracks: Tracks,
  pumps: (sender: Sender) => Promise<Pump[]>,
): Promise<Stream[]> {
  const made = await pumps(senderOf(index, tracks));
  return tracks.flatMap((frames, at) => (made[at] ? [{ frames, pump: made[at] }] : []));
}

type Handle = (frame: EncodedFrame, write: (frame: EncodedFrame) => void) => Promise<void>;

const floorPump =
  (makeHandle: () => Handle): Pump =>
  (streams) => {
    const pipe = new FramePipe(streams);
    const handle = makeHandle();
    return pipe.run((frame) => handle(frame, (out) => pipe.write(out)));
  };

async function sealFloor(index: number, tracks: Tracks): Promise<Stream[]> {
  const { key } = await importFrameKey(material(index), 0, "encrypt");
  const iv = new Uint8Array(12);
  const additionalData = new Uint8Array(39);
  return tracks.map((frames) => ({
    frames,
    pump: floorPump(() => async (frame, write) => {
      frame.data = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData }, key, frame.data);
      write(frame);
    }),
  }));
}

async function openFloor(index: number, sealed: Tracks): Promise<Stream[]> {
  const { key, writeIv } = await importFrameKey(material(index), 0, "decrypt");
  return sealed.map((frames) => {
    // Everything that the call needs is prepared before the measurement starts.
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
      pump: floorPump(() => {
        let next = 0;
        return async (frame, write) => {
          const call = calls[next++];
          if (call === undefined) return;
          frame.data = await crypto.subtle.decrypt(call.algorithm, key, call.text);
          write(frame);
        };
      }),
    };
  });
}

async function sealedTracks(index: number, tracks: Tracks): Promise<Tracks> {
  const sealed = copies(await streamsOf(index, tracks, subject.sealers));
  await run(sealed);
  return sealed.map(({ frames }) => frames as readonly BenchFrame[]);
}

const median = (values: readonly number[]) =>
  quantile(
    values.toSorted((a, b) => a - b),
    0.5,
  );

async function measure(
  frames: string,
  rounds: number,
  peers: readonly Tracks[],
  against: FrameSubject | null,
): Promise<Measured[]> {
  const all = async (make: (index: number, tracks: Tracks) => Promise<Stream[]>, from: readonly Tracks[]) =>
    (await Promise.all(from.map((tracks, index) => make(index, tracks)))).flat();
  const sealed = await Promise.all(peers.map((tracks, index) => sealedTracks(index, tracks)));
  const results: Measured[] = [];
  for (const [what, from, makeFloor] of [
    ["seal", peers, sealFloor],
    ["open", sealed, openFloor],
  ] as const) {
    const by = (each: FrameSubject) => () =>
      all((index, tracks) => streamsOf(index, tracks, what === "seal" ? each.sealers : each.openers), from);
    const make = [() => all(makeFloor, from), by(subject), ...(against ? [by(against)] : [])];
    const [floor, ours, other] = await compare(rounds, make);
    if (floor === undefined || ours === undefined) throw new Error("Nothing was measured.");
    const ratio = other ? median(ours.means.map((mean, round) => mean / (other.means[round] ?? mean))) : 1;
    const compared = other ? { times: other.times, ratio } : null;
    results.push({ frames, what, ours: ours.times, floor: floor.times, other: compared });
  }
  return results;
}

async function main(against: FrameSubject | null): Promise<Measured[]> {
  const withKey = (frames: BenchFrame[]) => [...plainFrames(1, 2_000, "key"), ...frames];
  const mixed: Tracks = [
    plainFrames(50, 100, "audio"),
    [...plainFrames(1, 40_000, "key"), ...plainFrames(29, 3_000, "delta")],
  ];
  return [
    ...(await measure("100 B", 40, [[plainFrames(1_000, 100, "audio")]], against)),
    ...(await measure("1.2 kB", 40, [[withKey(plainFrames(1_000, 1_200, "delta"))]], against)),
    ...(await measure("10 kB", 40, [[withKey(plainFrames(500, 10_000, "delta"))]], against)),
    ...(await measure("50 kB", 40, [[withKey(plainFrames(200, 50_000, "delta"))]], against)),
    ...(await measure("mix of 10 senders", 40, Array(10).fill(mixed), against)),
  ];
}

/** Begins with the address of the other checkout's subject, or null. */
self.addEventListener("message", async ({ data }: MessageEvent<string | null>) => {
  try {
    const other: { subject: FrameSubject } | null =
      data === null ? null : await import(/* @vite-ignore */ data);
    postMessage({ results: await main(other?.subject ?? null) });
  } catch (error) {
    postMessage({ error: String(error) });
  }
});
