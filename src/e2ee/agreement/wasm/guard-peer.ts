import type { BundleKeys } from "../../../protocol/bundle.ts";
import { bytesEqual } from "../../../protocol/bytes.ts";
import type { RatchetMirror } from "./ratchet-mirror.ts";

/**
 * Maximum number of waiting pre-key messages of one peer, and of first cipher messages that wait for another
 * attempt.
 */
const maxCandidates = 4;
/** Number of times that a pre-key message for our session may block the message after it, until `renew`. */
export const maxDeferrals = 4;

export interface PreKey {
  readonly bytes: Uint8Array;
  readonly ephemeralKey: Uint8Array;
  /** First cipher messages that did not decrypt with it. */
  readonly tried: Uint8Array[];
}

export interface Peer {
  readonly keys: BundleKeys;
  /** Pre-key messages, oldest first. The wasm gets one together with a first cipher message. */
  preKeys: PreKey[];
  /**
   * Cipher messages that did not decrypt because their session was made from a forged message, oldest first.
   */
  waiting: Uint8Array[];
  /** The session that the wasm holds with this peer. */
  session: Session | null;
}

export interface Session {
  readonly mirror: RatchetMirror;
  /** True when the wasm can encrypt to this peer under a key that only the two of them know. */
  hasSendChain: boolean;
  /** A pre-key message arrived before the peer answered. The next message may belong to another session. */
  defersNext: boolean;
  deferrals: number;
  /** The latest message that was blocked for that reason. */
  deferred: Uint8Array | null;
}

export function newPeer(keys: BundleKeys, session: Session | null): Peer {
  return { keys, preKeys: [], waiting: [], session };
}

export function newSession(mirror: RatchetMirror, hasSendChain: boolean): Session {
  return { mirror, hasSendChain, defersNext: false, deferrals: 0, deferred: null };
}

/**
 * Adds `item` at the end, once. If there are too many, the first two and the newest stay. A flood of forged
 * messages then removes neither a genuine one before it nor the one after it.
 */
export function keep<Item>(list: Item[], item: Item, isSame: (one: Item, other: Item) => boolean): void {
  const index = list.findIndex((each) => isSame(each, item));
  const [known = item] = index < 0 ? [] : list.splice(index, 1);
  list.push(known);
  if (list.length > maxCandidates) list.splice(2, 1);
}

/** The newest pre-key message that was not tried with this first cipher message. */
export function untriedPreKey({ preKeys }: Peer, cipher: Uint8Array): PreKey | undefined {
  return preKeys.findLast(({ tried }) => !tried.some((each) => bytesEqual(each, cipher)));
}
