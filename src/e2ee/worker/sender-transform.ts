import type { MediaKind, NegotiatedCodecs, SenderFacts } from "../../status.ts";
import type { EncodedFrame } from "../media/codecs/codec.ts";
import { createCodecLookup } from "../media/codecs/index.ts";
import type { FrameSealer } from "../media/frame-crypto.ts";

export interface SenderTransformOptions {
  readonly transformId: number;
  readonly kind: MediaKind;
  readonly negotiated?: () => NegotiatedCodecs;
  /** Null before our connection id is known and after the end. Then no frame is sent. */
  readonly sealer: () => FrameSealer | null;
  readonly write: (frame: EncodedFrame) => void;
  readonly onCount: () => void;
  /** Once, at the first frame in a codec that cannot be sealed or that was not negotiated. Such frames are dropped. */
  readonly onUnsupported?: () => void;
}

/** Seals the frames of one sender, with all of its layers, in order. */
export class SenderTransform {
  readonly transformId: number;
  readonly #options: SenderTransformOptions;
  readonly #codecFor: ReturnType<typeof createCodecLookup>;
  #received = 0;
  #passed = 0;
  #dropped = 0;
  #unsupported = false;
  #stopped = false;

  constructor(options: SenderTransformOptions) {
    this.transformId = options.transformId;
    this.#options = options;
    this.#codecFor = createCodecLookup(options.kind, options.negotiated);
  }

  // Promise chains instead of async functions here and below, because this runs for every frame and each layer
  // has a cost.
  handle(frame: EncodedFrame): Promise<void> | undefined {
    this.#received++;
    let sealing: Promise<Uint8Array<ArrayBuffer>> | null;
    try {
      sealing = this.#seal(frame);
    } catch {
      sealing = null;
    }
    if (sealing !== null) return sealing.then((sealed) => this.#pass(frame, sealed), this.#drop);
    this.#drop();
    return undefined;
  }

  #pass(frame: EncodedFrame, sealed: Uint8Array<ArrayBuffer>): void {
    if (this.#stopped) {
      this.#drop();
      return;
    }
    frame.data = sealed.buffer;
    // Counted before it is written, because the call compares this with the browser's count of sent frames.
    this.#passed++;
    this.#options.write(frame);
    this.#options.onCount();
  }

  readonly #drop = (): void => {
    this.#dropped++;
    this.#options.onCount();
  };

  #seal(frame: EncodedFrame): Promise<Uint8Array<ArrayBuffer>> | null {
    const { kind, sealer } = this.#options;
    if (this.#stopped) return null;
    const codec = this.#codecFor(frame.getMetadata());
    if (codec === null) {
      if (!this.#unsupported) this.#options.onUnsupported?.();
      this.#unsupported = true;
      return null;
    }
    const plain = new Uint8Array(frame.data);
    const { packing } = codec;
    if (packing) {
      const parts = packing.split(plain);
      if (parts === null) return null;
      const sealing = sealer()?.seal(parts.body, parts.clear);
      return sealing?.then((body) => packing.pack({ ...parts, body })) ?? null;
    }
    const clear = codec.clearBytes(kind === "audio" ? "audio" : frame.type === "key" ? "key" : "delta");
    if (plain.length < clear) return null;
    return sealer()?.seal(plain, clear) ?? null;
  }

  /** Blocks this transform until the call ends: no further frame is sent. */
  stop(): void {
    this.#stopped = true;
  }

  facts(): SenderFacts {
    const { transformId, kind } = this.#options;
    return { transformId, kind, received: this.#received, passed: this.#passed, dropped: this.#dropped };
  }
}
