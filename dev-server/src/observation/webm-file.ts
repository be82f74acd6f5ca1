import {
  EncodedAudioPacketSource,
  EncodedPacket,
  EncodedVideoPacketSource,
  FilePathTarget,
  Output,
  WebMOutputFormat,
} from "mediabunny";
import type { Codec } from "../sdp/codecs.ts";
import type { ObservedFrame } from "./frame-assembler.ts";

const WEBM_VIDEO = { VP8: "vp8", VP9: "vp9", AV1: "av1" } as const;
/** WebCodecs names. A player only reads the first part. */
const CODEC_STRINGS = { vp8: "vp8", vp9: "vp09.00.10.08", av1: "av01.0.04M.08" } as const;
const USUAL_SIZE = { codedWidth: 640, codedHeight: 480 };
const OPUS = { codec: "opus", sampleRate: 48000, numberOfChannels: 2 } as const;

interface Track {
  add(frame: ObservedFrame, second: number): Promise<void>;
}

/** WebM does not support this codec. */
export function canRecord({ kind, name }: Codec): boolean {
  return kind === "audio" || name in WEBM_VIDEO;
}

/** One member's media in one WebM file, as they arrived. Sealed media stay sealed. */
export class WebmFile {
  private readonly output: Output;
  private readonly tracks = new Map<Codec, Track>();
  private readonly begun = performance.now();
  private readonly offsets = new Map<Codec, number>();
  private tail: Promise<void>;
  private failure: Error | undefined;
  private ended = false;

  constructor(path: string, codecs: readonly Codec[]) {
    this.output = new Output({ format: new WebMOutputFormat(), target: new FilePathTarget(path) });
    for (const codec of codecs) this.tracks.set(codec, this.addTrack(codec));
    this.tail = this.output.start().catch((error: Error) => this.fail(error));
  }

  /** Frames of one codec come in order. */
  add(codec: Codec, frame: ObservedFrame): void {
    const track = this.tracks.get(codec);
    if (!track || this.ended || this.failure) return;
    // Each track's clock has its own start. Tracks are aligned by the arrival of their first frames.
    const offset = this.offsets.get(codec) ?? (performance.now() - this.begun) / 1000 - frame.time;
    this.offsets.set(codec, offset);
    const write = () => (this.failure ? undefined : track.add(frame, Math.max(0, frame.time + offset)));
    this.tail = this.tail.then(write).catch((error: Error) => this.fail(error));
  }

  /** @returns null when the file is complete, otherwise the error. */
  async end(): Promise<string | null> {
    this.ended = true;
    await this.tail;
    await this.output.finalize().catch((error: Error) => this.fail(error));
    return this.failure?.message ?? null;
  }

  /** A file that cannot be written must not stop the server. */
  private fail(error: Error): void {
    this.failure ??= error;
  }

  private addTrack({ kind, name }: Codec): Track {
    if (kind === "audio") {
      const source = new EncodedAudioPacketSource("opus");
      this.output.addAudioTrack(source);
      return {
        add: ({ data }, second) =>
          source.add(new EncodedPacket(data, "key", second, 0.02), { decoderConfig: OPUS }),
      };
    }
    const codec = WEBM_VIDEO[name as keyof typeof WEBM_VIDEO];
    const source = new EncodedVideoPacketSource(codec);
    this.output.addVideoTrack(source);
    return {
      add: ({ data, key }, second) =>
        source.add(new EncodedPacket(data, key ? "key" : "delta", second, 0), {
          decoderConfig: { codec: CODEC_STRINGS[codec], ...(codec === "vp8" ? vp8Size(data) : USUAL_SIZE) },
        }),
    };
  }
}

/** RFC 6386, section 9.1: the size is in the readable part of a key frame. */
function vp8Size(frame: Uint8Array): typeof USUAL_SIZE {
  if (frame.length < 10) return USUAL_SIZE;
  const view = new DataView(frame.buffer, frame.byteOffset);
  return { codedWidth: view.getUint16(6, true) & 0x3fff, codedHeight: view.getUint16(8, true) & 0x3fff };
}
