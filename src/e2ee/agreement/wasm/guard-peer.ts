import type { BundleKeys } from "../../../protocol/bundle.ts";
import { bytesEqual } from "../../../protocol/bytes.ts";
import type { RatchetMirror } from "./ratchet-mirror.ts";

/** Pre-key messages of one peer that may stand side by side, and first cipher messages that wait for another try. */
const maxCandidates = 4;
/** How often a pre-key message for a session of ours may hold back the message after it, until `renew`. */
export const maxDeferrals = 4;

export interface PreKey {
  readonly bytes: Uint8Array;
  readonly ephemeralKey: Uint8Array;
  /** First cipher messages that did not open with it. */
  readonly tried: Uint8Array[];
}

export interface Peer {
  readonly keys: BundleKeys;
  /** Pre-key messages, oldest first. The wasm gets one together with a first cipher message. */
  preKeys: PreKey[];
  /** Cipher messages that did not open because their session was made from a forged message, oldest first. */
  waiting: Uint8Array[];
  /** The session that the wasm holds with this peer. */
  session: Session | null;
}

export interface Session {
  readonly mirror: RatchetMirror;
  /** The wasm can encrypt to this peer under a key that only the two of them know. */
  hasSendChain: boolean;
  /** A pre-key message came while the peer has not answered: the next message may belong to a session of its own. */
  defersNext: boolean;
  deferrals: number;
  /** The latest message that was held back for that reason. */
  deferred: Uint8Array | null;
}

export function newPeer(keys: BundleKeys, session: Session | null): Peer {
  return { keys, preKeys: [], waiting: [], session };
}

export function newSession(mirror: RatchetMirror, hasSendChain: boolean): Session {
  return { mirror, hasSendChain, defersNext: false, deferrals: 0, deferred: null };
}

/**
 * Puts `item` last, once. When there are too many, the first two and the newest stay: a flood of forged ones pushes out
 * neither a genuine one before it nor the one after it.
 */
export function keep<Item>(list: Item[], item: Item, isSame: (one: Item, other: Item) => boolean): void {
  const index = list.findIndex((each) => isSame(each, item));
  const [known = item] = index < 0 ? [] : list.splice(index, 1);
  list.push(known);
  if (list.length > maxCandidates) list.splice(2, 1);
}

/** The newest pre-key message that this first cipher message was not tried with. */
export function untriedPreKey({ preKeys }: Peer, cipher: Uint8Array): PreKey | undefined {
  return preKeys.findLast(({ tried }) => !tried.some((each) => bytesEqual(each, cipher)));
}
