import type { PeerKeys } from "../check-bundle.ts";
import { GapEvidence } from "./gap-evidence.ts";
import { type RatchetState, wipeState } from "./ratchet-state.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** State that a session keeps until the peer has shown that it received a message. */
export interface Unanswered {
  /** Our pre-key message, when we opened the session. */
  readonly handshake: Bytes | null;
  /** Number of announcements without an answer. */
  announced: number;
  /** The last message that the peer can decrypt even if all others were lost. */
  last: { readonly keyId: number; readonly message: Bytes };
}

/** A session that we opened. */
export interface OwnSession {
  state: RatchetState;
  /** Null after the peer has answered. */
  unanswered: Unanswered | null;
}

/** A session that the peer opened, and that a cipher message has authenticated. */
export interface RemoteSession {
  readonly ephemeralKey: Bytes;
  state: RatchetState;
  /** Null after the peer has received an answer from us. */
  unanswered: Unanswered | null;
  /** True when the peer continued without having received our answer. */
  missesAnswer: boolean;
}

/** A handshake that no cipher message has authenticated yet. */
export interface Candidate {
  readonly ephemeralKey: Bytes;
  /**
   * Derived with the first cipher message. A handshake alone costs no cryptography, because anyone can write
   * one.
   */
  state: Promise<RatchetState> | null;
}

export interface HeldMaterial {
  readonly keyId: number;
  readonly secretKeyMaterial: Bytes;
}

/**
 * One peer's keys and sessions. If both sides opened a session, there are two. Each side then sends on the session of the
 * other side as soon as that has authenticated, and never goes back. So both sides know which message is newer.
 */
export interface Peer {
  readonly connectionId: string;
  readonly keys: PeerKeys;
  own: OwnSession | null;
  theirs: RemoteSession | null;
  /** Oldest first. */
  candidates: readonly Candidate[];
  material: HeldMaterial | null;
  /** True when `material` came on our own session, not counting guesses. */
  heardOnOwn: boolean;
  readonly gap: GapEvidence;
  /**
   * Number of further attempts to send our material, because a message of the peer shows that it missed some
   * of ours.
   */
  repeats: number;
}

export function createPeer(connectionId: string, keys: PeerKeys): Peer {
  return {
    connectionId,
    keys,
    own: null,
    theirs: null,
    candidates: [],
    material: null,
    heardOnOwn: false,
    gap: new GapEvidence(),
    repeats: 0,
  };
}

/** The session for sending, if there is one. An authenticated session of the peer comes before ours. */
export function sendingSession(peer: Peer): OwnSession | RemoteSession | null {
  const session = peer.theirs ?? peer.own;
  return session?.state.send ? session : null;
}

/** Replaces an old state with a new one, and clears the secrets that only the old one held. */
export function replaceState(session: { state: RatchetState }, state: RatchetState): void {
  wipeState(session.state, state);
  session.state = state;
}

export function dropCandidates(peer: Peer, keep?: Candidate): void {
  for (const candidate of peer.candidates) {
    if (candidate !== keep) wipeCandidate(candidate);
  }
  peer.candidates = [];
}

export function wipeCandidate(candidate: Candidate): void {
  candidate.state?.then(wipeState, () => {});
}

export function replaceMaterial(peer: Peer, material: HeldMaterial): void {
  peer.material?.secretKeyMaterial.fill(0);
  peer.material = material;
}

export function wipePeer(peer: Peer): void {
  if (peer.own) wipeState(peer.own.state);
  if (peer.theirs) wipeState(peer.theirs.state);
  dropCandidates(peer);
  peer.material?.secretKeyMaterial.fill(0);
}
