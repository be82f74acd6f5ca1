/** What this library needs of `RTCEncodedVideoFrame` and `RTCEncodedAudioFrame`, in every browser. */
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
