/** The first packet of an encoded frame: what its sender's frame transform had in hand, as far as this packet goes. */
export interface FrameStart {
  readonly key: boolean;
  /** The frame's bytes from its beginning, without what the packetizer put around them. */
  readonly head: Uint8Array;
}

/** How the frames of one codec look inside of RTP. */
export interface CodecFrames {
  /** Undefined when the packet is not the first of a frame. `payload` is without padding and not empty. */
  frameStart(payload: Uint8Array): FrameStart | undefined;
  /** The places in `head` where the E2EE frame header may begin, that is, how many bytes may be clear. */
  headerOffsets(start: FrameStart): Iterable<number>;
}
