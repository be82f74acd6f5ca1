import { SoraE2EEError } from "../../errors.ts";
import type { Clock, TimerHandle } from "../media/clock.ts";
import type { KeyRing, RingKey } from "../media/key-ring.ts";
import { ReplayWindow } from "../media/replay-window.ts";
import type { MessageHeader } from "./message-header.ts";
import { deriveMessageKey, messageIv } from "./message-keys.ts";

/** A key message that is later than this is not on its way any more. */
const maxWaitMs = 8_000;
const maxWaiting = 128;

export interface OpenedMessage {
  readonly label: string;
  readonly from: string;
  /** Only for us, though everybody in the channel could have opened it. */
  readonly addressed: boolean;
  readonly data: Uint8Array;
}

export interface MessageLaneOptions {
  readonly label: string;
  readonly ring: KeyRing;
  readonly clock: Clock;
  readonly deliver: (message: OpenedMessage) => void;
  readonly refused: (error: SoraE2EEError) => void;
}

interface Waiting {
  readonly header: MessageHeader;
  readonly message: Uint8Array<ArrayBuffer>;
  readonly until: number;
}

/** The messages of one member under one label, delivered in the order in which they came. */
export class MessageLane {
  readonly #options: MessageLaneOptions;
  readonly #replay = new ReplayWindow();
  readonly #keys = new WeakMap<RingKey, Promise<CryptoKey>>();
  readonly #waiting: Waiting[] = [];
  readonly #stopListening: () => void;
  #draining = false;
  #stopped = false;
  #timer: TimerHandle | null = null;

  constructor(options: MessageLaneOptions) {
    this.#options = options;
    this.#stopListening = options.ring.onKey(() => void this.#drain());
  }

  accept(header: MessageHeader, message: Uint8Array<ArrayBuffer>): void {
    if (this.#stopped) return;
    if (this.#waiting.length >= maxWaiting) {
      this.#refuse("invalid-message", "Too many messages wait for a key.");
      return;
    }
    this.#waiting.push({ header, message, until: this.#options.clock.now() + maxWaitMs });
    void this.#drain();
  }

  /** For good: nothing comes out any more. */
  stop(): void {
    this.#stopped = true;
    this.#waiting.length = 0;
    this.#stopListening();
    this.#clearTimer();
  }

  async #drain(): Promise<void> {
    if (this.#draining) return;
    this.#draining = true;
    this.#clearTimer();
    for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
      const key = this.#options.ring.get(next.header.keyId);
      const settled = key === undefined ? this.#withoutKey(next) : await this.#withKey(next, key);
      if (!settled) break;
      this.#waiting.shift();
    }
    this.#draining = false;
    this.#setTimer();
  }

  /** False: it is worth waiting for the key. */
  #withoutKey({ header, until }: Waiting): boolean {
    const { ring, clock } = this.#options;
    if (ring.mayCome(header.keyId) && clock.now() < until) return false;
    this.#refuse("invalid-message", "There is no key for a sealed message.");
    return true;
  }

  /** False: it did not open with what is only our guess of the key, and the real one may come. */
  async #withKey({ header, message, until }: Waiting, key: RingKey): Promise<boolean> {
    const { label, ring, clock, deliver } = this.#options;
    if (!this.#replay.isFresh(header.counter)) {
      this.#refuse("invalid-message", "A sealed message came once before.");
      return true;
    }
    const plain = await this.#open(header, message, key);
    if (this.#stopped) return false;
    if (plain === null) {
      const current = ring.get(header.keyId);
      // The real key took the place of the guess meanwhile: the next round tries that one.
      if (current !== key && current !== undefined) return this.#withKey({ header, message, until }, current);
      if (key.guessed && clock.now() < until) return false;
      this.#refuse("authentication-failed", "A sealed message was not sealed with its sender's key.");
      return true;
    }
    this.#replay.commit(header.counter);
    ring.confirm(key);
    deliver({ label, from: header.from, addressed: header.to !== null, data: plain });
    return true;
  }

  async #open(
    header: MessageHeader,
    message: Uint8Array<ArrayBuffer>,
    key: RingKey,
  ): Promise<Uint8Array | null> {
    let derived = this.#keys.get(key);
    if (derived === undefined) {
      derived = deriveMessageKey(key, this.#options.label, "decrypt");
      this.#keys.set(key, derived);
    }
    const additionalData = message.subarray(0, header.end);
    const algorithm = { name: "AES-GCM", iv: messageIv(header.counter), additionalData };
    try {
      return new Uint8Array(
        await crypto.subtle.decrypt(algorithm, await derived, message.subarray(header.end)),
      );
    } catch {
      return null;
    }
  }

  #refuse(code: "invalid-message" | "authentication-failed", sentence: string): void {
    if (!this.#stopped) this.#options.refused(new SoraE2EEError(code, sentence));
  }

  #setTimer(): void {
    const oldest = this.#waiting[0];
    if (this.#timer !== null || this.#stopped || oldest === undefined) return;
    const { clock } = this.#options;
    this.#timer = clock.setTimer(
      () => {
        this.#timer = null;
        void this.#drain();
      },
      Math.max(0, oldest.until - clock.now()),
    );
  }

  #clearTimer(): void {
    if (this.#timer !== null) this.#options.clock.clearTimer(this.#timer);
    this.#timer = null;
  }
}
