import { SoraE2EEError, type SoraE2EEErrorCode } from "../../../errors.ts";
import { hex } from "../../../protocol/bytes.ts";
import type { RatchetHeader } from "../../../protocol/key-message.ts";
import { isLowOrder } from "../crypto/public-keys.ts";

/**
 * The way in which the wasm's ratchet handles a message: with the kept key of a skipped message, with its
 * current chain, or after a DH step.
 */
export type RatchetMove = "late" | "next" | "step";

const maxSkip = 10;
const maxKept = 100;

/**
 * A copy of the receiving half of one session's double ratchet, made from message headers only. The wasm
 * changes its state by the header alone, before it authenticates the message, and cannot undo the change. This
 * copy makes the same changes. It shows which messages the wasm would open without a chain, and which messages
 * cannot be genuine and would only break the session.
 */
export class RatchetMirror {
  readonly #impossible: Set<string>;
  /** Ratchet keys of the peer, each with the position of its chain. */
  readonly #chains = new Map<string, number>();
  readonly #kept = new Set<string>();
  #current: string | null = null;
  #next = 0;
  #peerMayStep = true;
  readonly #maxFirstPreviousCount: number;
  #newest = { chain: -1, count: -1 };

  /**
   * @param role Our role in this session. @param impossibleKeys Keys that the peer cannot have as its ratchet
   * key.
   */
  constructor(role: "initiator" | "responder", impossibleKeys: readonly Uint8Array[]) {
    this.#impossible = new Set(impossibleKeys.map((key) => hex(key)));
    // An initiator's first chain has no predecessor. A released responder may have used numbers without a chain.
    this.#maxFirstPreviousCount = role === "responder" ? 0 : maxSkip;
  }

  /** @throws SoraE2EEError if the message must not reach the wasm. */
  check(header: RatchetHeader): RatchetMove {
    const key = hex(header.ratchetKey);
    const { previousCount, count } = header;
    if (isLowOrder(header.ratchetKey)) throw refuse("invalid-message", "Its ratchet key is of low order.");
    if (this.#impossible.has(key)) throw refuse("authentication-failed", "There is no receive chain for it.");
    if (this.#kept.has(`${key}:${count}`)) return "late";
    if (key === this.#current) {
      if (count < this.#next) throw refuse("authentication-failed", "It came before.");
      if (count - this.#next > maxSkip) throw tooManySkipped();
      return "next";
    }
    if (this.#chains.has(key)) throw refuse("authentication-failed", "Its chain is closed.");
    if (!this.#peerMayStep) throw refuse("authentication-failed", "Its new ratchet key is not expected now.");
    const isFirst = this.#current === null;
    if (previousCount > (isFirst ? this.#maxFirstPreviousCount : this.#next + maxSkip))
      throw tooManySkipped();
    if (this.#newest.chain === this.#currentChain && previousCount <= this.#newest.count) {
      throw refuse("authentication-failed", "Its counts contradict messages received earlier.");
    }
    // The wasm checks N only after it has made the step.
    if (count > maxSkip) throw tooManySkipped();
    return "step";
  }

  /**
   * Records that the wasm has handled the message.
   * @returns true when it is authentic and the newest in its
   * sender's order
   */
  commit(header: RatchetHeader, move: RatchetMove, authentic: boolean): boolean {
    const key = hex(header.ratchetKey);
    const { count } = header;
    if (move === "late") {
      this.#kept.delete(`${key}:${count}`);
    } else {
      if (move === "step") this.#step(key, header.previousCount);
      this.#keepUntil(count);
      this.#next = count + 1;
    }
    const chain = this.#chains.get(key) ?? -1;
    const newest = this.#newest;
    if (!authentic || chain < newest.chain || (chain === newest.chain && count < newest.count)) return false;
    this.#newest = { chain, count };
    return true;
  }

  /** True while no message has arrived in this session. */
  get isUnanswered(): boolean {
    return this.#current === null;
  }

  /**
   * Records that a message was sent under this ratchet key of ours. The peer answers a new key with a new key
   * of its own.
   */
  sent(ratchetKey: Uint8Array): void {
    this.#impossible.add(hex(ratchetKey));
    this.#peerMayStep = true;
  }

  get #currentChain(): number {
    return this.#chains.size - 1;
  }

  #step(key: string, previousCount: number): void {
    if (this.#current !== null) this.#keepUntil(previousCount);
    this.#chains.set(key, this.#chains.size);
    this.#current = key;
    this.#next = 0;
    this.#peerMayStep = false;
  }

  #keepUntil(count: number): void {
    for (; this.#next < count; this.#next++) this.#kept.add(`${this.#current}:${this.#next}`);
    for (const oldest of this.#kept) {
      if (this.#kept.size <= maxKept) break;
      this.#kept.delete(oldest);
    }
  }
}

function refuse(code: SoraE2EEErrorCode, why: string): SoraE2EEError {
  return new SoraE2EEError(code, `A key message was refused. ${why}`);
}

function tooManySkipped(): SoraE2EEError {
  return new SoraE2EEError("too-many-skipped", "More than 10 messages are missing before a key message.");
}
