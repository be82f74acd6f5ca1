import { connectionIdBytes } from "../../protocol/connection-id.ts";
import { Scratch } from "./aes-gcm.ts";
import { framesPerKey, sealWith } from "./frame.ts";
import type { FrameKey } from "./frame-keys.ts";

export interface FrameSealerOptions {
  readonly connectionId: string;
  /** Called once, when no counter is left. */
  readonly onExhausted: () => void;
  readonly firstCounter?: number;
}

/**
 * Seals all frames of one connection, over all of its tracks: one counter, from 0, that never goes back, not even with
 * a new key (docs/protocol.md#6-frames).
 */
export class FrameSealer {
  readonly #connectionId: Uint8Array;
  readonly #onExhausted: () => void;
  readonly #scratch = new Scratch();
  #counter: number;
  #key: FrameKey | null = null;

  constructor(options: FrameSealerOptions) {
    this.#connectionId = connectionIdBytes(options.connectionId);
    this.#onExhausted = options.onExhausted;
    this.#counter = options.firstCounter ?? 0;
  }

  get keyId(): number | null {
    return this.#key?.keyId ?? null;
  }

  /** Null, and nothing may leave, without a key. */
  setKey(key: FrameKey | null): void {
    this.#key = key;
  }

  /** Null: the frame must not leave. Frames get their counters in the order of the calls. */
  seal(plain: Uint8Array<ArrayBuffer>, clear: number): Promise<Uint8Array<ArrayBuffer>> | null {
    const key = this.#key;
    if (key === null) return null;
    if (this.#counter >= framesPerKey) {
      this.#key = null;
      this.#onExhausted();
      return null;
    }
    return sealWith(key, this.#connectionId, this.#counter++, clear, plain, this.#scratch);
  }
}
