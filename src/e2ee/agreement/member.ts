import { SoraE2EEError } from "../../errors.ts";
import type { BundleKeys } from "../protocol/bundle.ts";
import type { Ed25519 } from "./crypto/curves.ts";
import { edwardsToMontgomery } from "./crypto/montgomery.ts";
import { fingerprint } from "./fingerprint.ts";
import { isLowOrder } from "./low-order.ts";
import { type RatchetState, wipeState } from "./ratchet-state.ts";

type Bytes = Uint8Array<ArrayBuffer>;

export interface MemberKeys {
  /** Ed25519, 32 bytes. */
  readonly identityKey: Bytes;
  /** The same in X25519 form, 32 bytes. */
  readonly agreementKey: Bytes;
  /** X25519, 32 bytes. */
  readonly signedPreKey: Bytes;
  readonly fingerprint: string;
}

/** What a session needs until the member has shown that it received something in it. */
export interface Unanswered {
  /** Our pre-key message, if we opened the session. */
  readonly handshake: Bytes | null;
  /** How often we have announced without an answer. */
  announced: number;
  /** The last message that the member can open even if all others were lost. */
  last: { readonly keyId: number; readonly message: Bytes };
}

/** A session that we opened. */
export interface OwnSession {
  state: RatchetState;
  /** Null once the member has answered. */
  unanswered: Unanswered | null;
}

/** A session that the member opened, and that a cipher message has authenticated. */
export interface RemoteSession {
  readonly ephemeralKey: Bytes;
  state: RatchetState;
  /** Null once the member has received an answer of ours. */
  unanswered: Unanswered | null;
  /** The member went on without having received our answer. */
  missesAnswer: boolean;
}

/** A handshake that no cipher message has authenticated yet. */
export interface Candidate {
  readonly ephemeralKey: Bytes;
  /** Worked out with the first cipher message: a handshake alone, which anybody can write, costs no cryptography. */
  state: Promise<RatchetState> | null;
}

export interface HeldMaterial {
  readonly keyId: number;
  readonly secretKeyMaterial: Bytes;
}

/**
 * What we hold of one member. There can be two sessions when both sides opened one: each side then sends on the one that
 * the other opened, as soon as that has authenticated, and never goes back. So both sides know which word is newer.
 */
export interface Member {
  readonly connectionId: string;
  readonly keys: MemberKeys;
  own: OwnSession | null;
  theirs: RemoteSession | null;
  /** Oldest first. */
  candidates: readonly Candidate[];
  material: HeldMaterial | null;
  /** Whether `material`, before any guess on top of it, came on our own session. */
  heardOnOwn: boolean;
}

export function createMember(connectionId: string, keys: MemberKeys): Member {
  return {
    connectionId,
    keys,
    own: null,
    theirs: null,
    candidates: [],
    material: null,
    heardOnOwn: false,
  };
}

/**
 * A bundle's keys, as far as they can be judged without its signature.
 * @throws SoraE2EEError `invalid-bundle`
 */
export function readMemberKeys({ identityKey, signedPreKey }: BundleKeys): Omit<MemberKeys, "fingerprint"> {
  const agreementKey = edwardsToMontgomery(identityKey);
  if (isLowOrder(signedPreKey) || isLowOrder(agreementKey)) {
    throw new SoraE2EEError("invalid-bundle", "A member announced a public key that protects nothing.");
  }
  return { identityKey, agreementKey, signedPreKey };
}

/**
 * Checks a bundle's signature.
 * @returns the member's fingerprint
 * @throws SoraE2EEError `invalid-bundle`
 */
export async function verifyBundle(bundle: BundleKeys, ed25519: Ed25519): Promise<string> {
  const { identityKey, signedPreKey, preKeySignature } = bundle;
  const [genuine, identityFingerprint] = await Promise.all([
    ed25519.verify(identityKey, preKeySignature, signedPreKey),
    fingerprint(identityKey),
  ]);
  if (genuine) return identityFingerprint;
  throw new SoraE2EEError(
    "invalid-bundle",
    "The signature of a member's pre-key bundle does not hold: somebody may have changed it on the way.",
  );
}

/** The session to send on, if there is one: the member's own, once it has authenticated, before ours. */
export function sendingSession(member: Member): OwnSession | RemoteSession | null {
  const session = member.theirs ?? member.own;
  return session?.state.send ? session : null;
}

/** Puts a new state in the place of an old one, and clears what only the old one held. */
export function replaceState(session: { state: RatchetState }, state: RatchetState): void {
  wipeState(session.state, state);
  session.state = state;
}

export function dropCandidates(member: Member, keep?: Candidate): void {
  for (const candidate of member.candidates) {
    if (candidate !== keep) wipeCandidate(candidate);
  }
  member.candidates = [];
}

export function wipeCandidate(candidate: Candidate): void {
  candidate.state?.then(wipeState, () => {});
}

export function replaceMaterial(member: Member, material: HeldMaterial): void {
  member.material?.secretKeyMaterial.fill(0);
  member.material = material;
}

export function wipeMember(member: Member): void {
  if (member.own) wipeState(member.own.state);
  if (member.theirs) wipeState(member.theirs.state);
  dropCandidates(member);
  member.material?.secretKeyMaterial.fill(0);
}
