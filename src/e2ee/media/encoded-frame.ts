/** What this library needs of `RTCEncodedVideoFrame` and `RTCEncodedAudioFrame`, in every browser. */
export interface EncodedFrame {
  data: ArrayBuffer;
  /** Absent on audio frames. */
  readonly type?: string;
  getMetadata(): { readonly mimeType?: string };
}
