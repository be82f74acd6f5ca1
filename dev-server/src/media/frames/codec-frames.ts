/**
 * The first packet of an encoded frame. It holds the start of the data that the sender's frame transform
 * processed.
 */
export interface FrameStart {
  readonly key: boolean;
  /** The frame's bytes from its start, without the packetizer's additions. */
  readonly head: Uint8Array;
}

/** The form of one codec's frames inside RTP. */
export interface CodecFrames {
  /** Undefined when the packet is not the first of a frame. `payload` is without padding and not empty. */
  frameStart(payload: Uint8Array): FrameStart | undefined;
  /**
   * The positions in `head` at which the E2EE frame header may start, which are the possible numbers of
   * readable bytes.
   */
  headerOffsets(start: FrameStart): Iterable<number>;
}
