import type { Clock } from "../../protocol/clock.ts";
import { connectionIdBytes } from "../../protocol/connection-id.ts";
import { type FrameHeader, hasConnectionId } from "../../protocol/frame-header.ts";
import type { FrameFailure, MediaKind, NegotiatedCodecs } from "../../status.ts";
import type { EncodedFrame, FrameType, Packing, Parts } from "../media/codecs/codec.ts";
import { createCodecLookup } from "../media/codecs/index.ts";
import { openWith, parseSealed, ScratchBuffers } from "../media/frame-crypto.ts";
import { KeyFrameRequests } from "../media/key-frame-requests.ts";
import type { KeyRing, RingKey } from "../media/key-ring.ts";
import { WaitingQueue } from "../waiting-queue.ts";

/**
 * Video that waited a second is still useful, because it may start with the key frame. Audio that waited so
 * long would only increase the delay.
 */
const maxWaitMs = { video: 1_000, audio: 250 } as const;
const maxWaiting = { video: 128, audio: 32 } as const;

const nothing = new Uint8Array(0);

/** The result of each frame. `now` is the time of the clock: reading the clock costs, so one step reads it once. */
export interface ReceiverObserver {
  /** A frame arrived. */
  received?(now: number): void;
  opened(now: number): void;
  refused(reason: FrameFailure): void;
  /** It was decrypted, but depends on a frame that is missing or could not be decrypted. */
  skipped(now: number): void;
  /** A frame with a codec that cannot be sealed, or that was not negotiated. `refused` is called as well. */
  unsupported?(): void;
}

export interface ReceiverTransformOptions {
  readonly kind: MediaKind;
  readonly negotiated?: () => NegotiatedCodecs;
  /** The only sender whose frames may pass. */
  readonly connectionId: string;
  readonly ring: KeyRing;
  readonly clock: Clock;
  readonly write: (frame: EncodedFrame) => void;
  readonly requestKeyFrame: () => Promise<unknown>;
  readonly observer: ReceiverObserver;
}

interface Parsed {
  readonly frame: EncodedFrame;
  readonly sealed: Uint8Array<ArrayBuffer>;
  readonly type: FrameType;
  readonly clear: number;
  readonly header: FrameHeader;
  readonly packed: { readonly packing: Packing; readonly prefix: Uint8Array } | null;
}

type Held = (Parsed | { readonly frame: EncodedFrame; readonly failure: FrameFailure }) & {
  readonly until: number;
};

/**
 * Decrypts the frames of one receiver in the order of arrival. A frame that cannot be decrypted does not
 * pass.
 */
export class ReceiverTransform {
  readonly #options: ReceiverTransformOptions;
  readonly #connectionId: Uint8Array;
  readonly #scratch = new ScratchBuffers();
  readonly #codecFor: ReturnType<typeof createCodecLookup>;
  readonly #keyFrames: KeyFrameRequests;
  readonly #stopListening: () => void;
  readonly #held: WaitingQueue<Held>;
  #draining = false;
  #stopped = false;
  /**
   * Later pictures may depend on a missing frame or on one that could not be decrypted. This holds for all
   * frames before the first key frame.
   */
  #gap: boolean;

  constructor(options: ReceiverTransformOptions) {
    this.#options = options;
    this.#gap = options.kind === "video";
    this.#codecFor = createCodecLookup(options.kind, options.negotiated);
    this.#connectionId = connectionIdBytes(options.connectionId);
    this.#keyFrames = new KeyFrameRequests(options.clock, options.requestKeyFrame);
    this.#held = new WaitingQueue({ clock: options.clock, onDue: () => void this.#drain() });
    this.#stopListening = options.ring.onKey((isFirst) => {
      if (isFirst && options.kind === "video") this.#keyFrames.ask();
      void this.#drain();
    });
  }

  /** Frames that wait for a key that may still arrive. */
  get waiting(): number {
    return this.#held.length;
  }

  /** Resolves when the next frame may be passed in. */
  handle(frame: EncodedFrame): Promise<void> | undefined {
    if (this.#stopped) return undefined;
    const now = this.#options.clock.now();
    this.#options.observer.received?.(now);
    const parsed = this.#parse(frame);
    if (this.#held.length > 0 || this.#draining) {
      this.#hold(frame, parsed);
      return undefined;
    }
    if (typeof parsed === "string") {
      this.#refuse(parsed);
      return undefined;
    }
    const { ring } = this.#options;
    const key = ring.get(parsed.header.keyId);
    if (key !== undefined) return this.#open(parsed, key, now);
    if (ring.mayCome(parsed.header.keyId)) this.#hold(frame, parsed);
    else this.#refuse("no-key");
    return undefined;
  }

  /** Blocks it until the call ends. No frame passes. */
  stop(): void {
    this.#stopped = true;
    this.#held.takeAll();
    this.#stopListening();
  }

  #parse(frame: EncodedFrame): Parsed | FrameFailure {
    const codec = this.#codecFor(frame.getMetadata());
    if (codec === null) {
      this.#options.observer.unsupported?.();
      return "malformed";
    }
    const type = this.#options.kind === "audio" ? "audio" : frame.type === "key" ? "key" : "delta";
    const bytes = new Uint8Array(frame.data);
    const parts: Parts | null = codec.packing
      ? codec.packing.unpack(bytes)
      : { prefix: nothing, body: bytes, clear: codec.clearBytes(type) };
    if (parts === null) return "malformed";
    const { prefix, body: sealed, clear } = parts;
    const header = parseSealed(sealed, clear);
    if (header === null) return "malformed";
    if (!hasConnectionId(sealed, header.connectionIdOffset, this.#connectionId)) return "wrong-sender";
    const packed = codec.packing ? { packing: codec.packing, prefix } : null;
    return { frame, sealed, type, clear, header, packed };
  }

  #hold(frame: EncodedFrame, parsed: Parsed | FrameFailure): void {
    const { kind, clock } = this.#options;
    const until = clock.now() + maxWaitMs[kind];
    this.#held.push(typeof parsed === "string" ? { frame, failure: parsed, until } : { ...parsed, until });
    if (this.#held.length > maxWaiting[kind]) {
      const oldest = this.#held.take();
      if (oldest !== undefined) this.#refuse("failure" in oldest ? oldest.failure : "no-key");
    }
    if (!this.#draining) this.#held.watch();
  }

  async #drain(): Promise<void> {
    if (this.#draining) return;
    this.#draining = true;
    const { ring, clock } = this.#options;
    for (let next = this.#held.first; next !== undefined; next = this.#held.first) {
      if ("failure" in next) {
        this.#held.take();
        this.#refuse(next.failure);
        continue;
      }
      const key = ring.get(next.header.keyId);
      if (key === undefined && ring.mayCome(next.header.keyId) && next.until > clock.now()) break;
      this.#held.take();
      if (key === undefined) this.#refuse("no-key");
      else await this.#open(next, key, clock.now());
    }
    this.#draining = false;
    this.#held.watch();
  }

  // Promise chains instead of async functions, because this runs for every frame and each layer has a cost.
  #open(parsed: Parsed, key: RingKey, now: number): Promise<void> | undefined {
    const { sealed, header, clear } = parsed;
    const verdict = key.replay.verdict(header.counter, now);
    if (verdict !== "fresh") {
      // A sender cannot reach such a counter by counting, so another holder of the key sealed it.
      this.#refuse(verdict === "replayed" ? verdict : "auth-failed");
      return undefined;
    }
    return openWith(key, header, clear, sealed, this.#scratch).then(
      (plain) => this.#opened(parsed, key, plain),
      () => this.#refuse("auth-failed"),
    );
  }

  #opened(
    { frame, header, type, clear, packed }: Parsed,
    key: RingKey,
    plain: Uint8Array<ArrayBuffer>,
  ): void {
    if (this.#stopped) return;
    const whole = packed ? packed.packing.join({ prefix: packed.prefix, body: plain, clear }) : plain;
    // Checked before the commit, because the genuine frame may still arrive.
    if (whole === null) {
      this.#refuse("auth-failed");
      return;
    }
    const now = this.#options.clock.now();
    if (!key.replay.commit(header.counter, now)) {
      this.#refuse("replayed");
      return;
    }
    this.#options.ring.confirm(key);
    if (type === "key") this.#gap = false;
    if (this.#gap) {
      // Not before frames can be decrypted again, because a key frame that cannot be decrypted has no use and
      // costs bandwidth.
      this.#keyFrames.ask();
      this.#options.observer.skipped(now);
      return;
    }
    frame.data = whole.buffer;
    this.#options.write(frame);
    if (packed) this.#keyFrames.requestSecondKeyFrame(type === "key");
    this.#options.observer.opened(now);
  }

  #refuse(reason: FrameFailure): void {
    if (this.#stopped) return;
    // A replay was decrypted before, so no frame is missing because of it.
    if (this.#options.kind === "video" && reason !== "replayed") this.#gap = true;
    this.#options.observer.refused(reason);
  }
}
