/** The part of `RTCEncodedVideoFrame` and `RTCEncodedAudioFrame` that this library uses. */
export interface EncodedFrame {
  data: ArrayBuffer;
  /** Absent on audio frames. */
  readonly type?: string;
  getMetadata(): FrameMetadata;
}

/** Firefox ESR 140 has no `mimeType`. */
export interface FrameMetadata {
  readonly mimeType?: string;
  readonly payloadType?: number;
}

/** Type of a frame: a video key frame, a video frame that depends on others, or audio. */
export type FrameType = "key" | "delta" | "audio";

/** A frame split into the parts that sealing needs. */
export interface Parts {
  /** Stays readable before the body. Packetizers may rewrite it, so `join` checks it. */
  readonly prefix: Uint8Array;
  /** Plain or sealed (docs/protocol.md#6-frames). */
  readonly body: Uint8Array<ArrayBuffer>;
  /** Number of unencrypted bytes at the start of the body. */
  readonly clear: number;
}

/** For codecs whose packetizers split frames, so that a sealed frame must be well-formed, too. */
export interface Packing {
  /** Null for a frame that cannot be sealed. */
  split(frame: Uint8Array<ArrayBuffer>): Parts | null;
  pack(parts: Parts): Uint8Array<ArrayBuffer>;
  /** Reads the received output of `pack`. Null if the bytes are not such an output. */
  unpack(packed: Uint8Array<ArrayBuffer>): Parts | null;
  /**
   * Joins the parts of `split` to a frame for the decoder. Null when the prefix contains anything that the
   * sender did not send.
   */
  join(parts: Parts): Uint8Array<ArrayBuffer> | null;
}

/** Describes how frames of one codec are sealed so that packetizers and decoders can still handle them. */
export interface FrameCodec {
  /** Number of readable bytes at the start. Ignored when there is a packing. */
  clearBytes(type: FrameType): number;
  readonly packing?: Packing;
}

export function concat(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
