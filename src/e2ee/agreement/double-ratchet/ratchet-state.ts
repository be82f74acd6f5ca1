import type { X25519KeyPair } from "../crypto/curves.ts";

type Bytes = Uint8Array<ArrayBuffer>;

export interface Chain {
  /** 32 bytes. */
  readonly key: Bytes;
  /** Number of messages made or decrypted with it. */
  readonly count: number;
}

/** The key of one message that was overtaken by a later one. */
export interface SkippedKey {
  readonly ratchetKey: Bytes;
  readonly count: number;
  /** The seed of its message key, 32 bytes. */
  readonly seed: Bytes;
}

/**
 * One side of a Double Ratchet session (docs/protocol.md#4-key-schedule). It is never changed in place: a step
 * makes a new state, and the owner adopts that state after all other parts of the step have succeeded.
 */
export interface RatchetState {
  /** Identity keys of initiator and responder, 64 bytes. */
  readonly associatedData: Bytes;
  readonly root: Bytes;
  readonly pair: X25519KeyPair;
  /** The other side's newest ratchet key. Null until a responder has decrypted a first message. */
  readonly remoteKey: Bytes | null;
  /** Null until a DH step has made it. There is no empty chain key. */
  readonly send: Chain | null;
  readonly receive: Chain | null;
  /** PN: number of messages in our previous send chain. */
  readonly previousCount: number;
  /** Oldest first. */
  readonly skipped: readonly SkippedKey[];
}

/** Clears the secrets that `state` holds and `keep` does not. Call it with the abandoned state. */
export function wipeState(state: RatchetState, keep?: RatchetState): void {
  const kept = new Set<unknown>(keep ? secrets(keep) : []);
  for (const secret of secrets(state)) {
    if (!kept.has(secret)) secret.fill(0);
  }
  if (state.pair !== keep?.pair) state.pair.wipe();
}

function secrets(state: RatchetState): Bytes[] {
  const chains = [state.send, state.receive].flatMap((chain) => (chain ? [chain.key] : []));
  return [state.root, ...chains, ...state.skipped.map((skipped) => skipped.seed)];
}
