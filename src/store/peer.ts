import { noIdentity, type PeerIdentity } from "../protocol/identity.ts";
import type { PeerInfo } from "../protocol/types.ts";
import type { MediaKind, PeerEncryption, PeerFacts, PeerStatement, ReceiverFacts } from "../status.ts";
import type { CallEvent, Peer, PeerTrust } from "./types.ts";
import { changedTrust, judged, noTrust, trustOf } from "./verification.ts";

type TrackAdded = Extract<CallEvent, { type: "track-added" }>;

/** A peer without known facts, except for a person's earlier decision about it. */
export function newPeer(connectionId: string, trust: PeerTrust = noTrust): Peer {
  return {
    connectionId,
    clientId: null,
    bundleId: null,
    role: null,
    participant: null,
    name: null,
    announced: false,
    presence: "present",
    metadata: null,
    stream: null,
    audioTrack: null,
    videoTrack: null,
    sending: { audio: false, video: false },
    encryption: { status: "exchanging" },
    verified: false,
    identity: noIdentity,
    ...trustOf(trust),
    keyId: null,
    fingerprint: null,
    safetyNumber: null,
    receivers: [],
  };
}

export function announcedPeer(peer: Peer, info: PeerInfo): Peer {
  const { clientId, bundleId, role, participant, name, metadata } = info;
  const told = { clientId, bundleId, role, participant, name, metadata };
  return judged({ ...peer, ...told, announced: true, presence: "present" });
}

/** Tracks can arrive before the notification of their peer. */
export function addTrack(peer: Peer, { stream, track, reused = false, transformId }: TrackAdded): Peer {
  const kind = track.kind === "audio" ? "audio" : "video";
  const added = kind === "audio" ? { audioTrack: track } : { videoTrack: track };
  if (!reused) {
    const others = peer.reused && { reused: otherReused(peer, kind) };
    return withSending({ ...peer, stream, ...added, ...others });
  }
  // Facts from before do not tell which of the receivers is the reused one.
  const receivers = peer.receivers.filter((receiver) => receiver.kind !== kind);
  const reusedReceivers = { ...peer.reusedReceivers, [kind]: transformId };
  const kinds: readonly MediaKind[] = [...otherReused(peer, kind), kind];
  return withSending({ ...peer, stream, ...added, receivers, reused: kinds, reusedReceivers });
}

export function removeTrack(peer: Peer, track: MediaStreamTrack): Peer {
  const audioTrack = peer.audioTrack === track ? null : peer.audioTrack;
  const videoTrack = peer.videoTrack === track ? null : peer.videoTrack;
  if (audioTrack === peer.audioTrack && videoTrack === peer.videoTrack) return peer;
  const stream = audioTrack || videoTrack ? peer.stream : null;
  const without = { ...peer, audioTrack, videoTrack, stream };
  if (!peer.reused) return withSending(without);
  const reused = otherReused(peer, track.kind === "audio" ? "audio" : "video");
  return withSending({ ...without, reused });
}

function otherReused({ reused = [] }: Peer, kind: MediaKind): readonly MediaKind[] {
  return reused.filter((other) => other !== kind);
}

/**
 * True while a track of this kind may still show the peer that it belonged to before. Facts that the worker sent
 * before it learned of the change do not have the reused receiver.
 */
function mayShowAnother({ reused, reusedReceivers, receivers }: Peer, kind: MediaKind): boolean {
  if (!reused?.includes(kind)) return false;
  const id = reusedReceivers?.[kind];
  const ofKind = receivers.filter(
    (receiver) => receiver.kind === kind && (id === undefined || receiver.transformId === id),
  );
  return ofKind.length === 0 || ofKind.some(({ passed }) => passed === 0);
}

/**
 * True when the peer's video can be shown in a tile of this kind. A screen without changes may send no frames.
 */
export function hasPicture(peer: Peer, kind: "camera" | "screen"): boolean {
  if (kind === "camera") return peer.sending.video;
  return peer.videoTrack !== null && !mayShowAnother(peer, "video");
}

/** The track of the peer's sound. Null while it may still have the sound of another peer. */
export function soundOf(peer: Peer): MediaStreamTrack | null {
  return mayShowAnother(peer, "audio") ? null : peer.audioTrack;
}

/**
 * Removes media and keys, and keeps the peer's announced identity. A verification is remembered, and is valid
 * again once the same identity key is in use.
 */
export function lostPeer(peer: Peer): Peer {
  const { connectionId, clientId, bundleId, role, participant, name, metadata, announced } = peer;
  const known = { clientId, bundleId, role, participant, name, metadata, announced };
  return { ...newPeer(connectionId, peer), ...known, presence: "reconnecting" };
}

/** A verification is bound to the identity key: another key is not verified. */
export function withFacts(peer: Peer, facts: PeerFacts): Peer {
  const encryption = sameEncryption(peer.encryption, facts.encryption) ? peer.encryption : facts.encryption;
  const receivers = sameReceivers(peer.receivers, facts.receivers) ? peer.receivers : facts.receivers;
  const safetyNumber =
    facts.safetyNumber?.digits === peer.safetyNumber?.digits ? peer.safetyNumber : facts.safetyNumber;
  // An unknown identity is not a different one. A peer that announces no keys has none.
  const known = encryption.status === "unprotected" ? null : peer.fingerprint;
  const fingerprint = facts.fingerprint ?? known;
  const identity = withStatement(peer.identity, facts.statement);
  const trust = withoutLentName(peer, identity);
  if (
    encryption === peer.encryption &&
    receivers === peer.receivers &&
    safetyNumber === peer.safetyNumber &&
    facts.keyId === peer.keyId &&
    fingerprint === peer.fingerprint &&
    identity === peer.identity
  ) {
    return peer;
  }
  return withSending(
    judged({
      ...peer,
      ...trust,
      encryption,
      receivers,
      safetyNumber,
      keyId: facts.keyId,
      fingerprint,
      identity,
    }),
  );
}

/**
 * A statement that became invalid may belong to another participant, so a comparison of its number proves
 * nothing about this connection.
 */
function withoutLentName(peer: Peer, { status }: PeerIdentity): PeerTrust {
  const isLent = peer.identity.key !== null && status === "invalid";
  const wasVerified = peer.verifiedFingerprint !== null || peer.identity.status === "verified";
  return isLent && wasVerified ? changedTrust : trustOf(peer);
}

/** Until the contacts were read, a proven key has no status. */
function withStatement(identity: PeerIdentity, statement: PeerStatement = { status: "none" }): PeerIdentity {
  switch (statement.status) {
    case "proven":
      if (identity.key !== statement.key) {
        return { ...noIdentity, key: statement.key, confirmed: statement.confirmed };
      }
      return identity.confirmed === statement.confirmed
        ? identity
        : { ...identity, confirmed: statement.confirmed };
    case "invalid":
      return identity.status === "invalid" ? identity : { ...noIdentity, status: "invalid" };
    case "none":
    case "unproven":
      return noIdentity;
  }
}

/**
 * Adds the contacts' facts about the proven key. For a verified key, the warning stays until a person answers
 * it. A warning about the connection's own key is another one.
 */
export function withIdentity(peer: Peer, contact: Omit<PeerIdentity, "confirmed">): Peer {
  const identity = { ...contact, confirmed: peer.identity.confirmed };
  if (peer.identity.key !== identity.key || shallowEqual(peer.identity, identity)) return peer;
  const warned = peer.identity.previousVerifiedAt !== null;
  const warns = identity.previousVerifiedAt !== null;
  const identityChanged = warns || peer.connectionChanged || (peer.identityChanged && !warned);
  // The contact was forgotten, or another tab withdrew the comparison.
  const isWithdrawn = peer.identity.by === "comparison" && identity.by !== "comparison";
  const verifiedFingerprint = isWithdrawn ? null : peer.verifiedFingerprint;
  return judged({ ...peer, identity, identityChanged, verifiedFingerprint });
}

/**
 * Adds the facts from tracks and counts. Returns the same object while those facts stay equal, because counts
 * change often.
 */
export function withSending(peer: Peer): Peer {
  const sending = { audio: sends(peer, "audio"), video: sends(peer, "video") };
  return shallowEqual(sending, peer.sending) ? peer : { ...peer, sending };
}

function sends(peer: Peer, kind: MediaKind): boolean {
  const { audioTrack, videoTrack, receivers } = peer;
  if ((kind === "audio" ? audioTrack : videoTrack) === null || mayShowAnother(peer, kind)) return false;
  const ofKind = receivers.filter((receiver) => receiver.kind === kind);
  // Without a receiver, nothing was observed yet.
  return ofKind.length === 0 || ofKind.some(({ idle }) => !idle);
}

function sameEncryption(a: PeerEncryption, b: PeerEncryption): boolean {
  if (a.status !== b.status) return false;
  return a.status !== "failing" || b.status !== "failing" || a.reason === b.reason;
}

function sameReceivers(a: readonly ReceiverFacts[], b: readonly ReceiverFacts[]): boolean {
  return a.length === b.length && a.every((receiver, index) => sameReceiver(receiver, b[index]));
}

function sameReceiver(a: ReceiverFacts, b: ReceiverFacts | undefined): boolean {
  if (!b) return false;
  const { refused: refusedA, ...countsA } = a;
  const { refused: refusedB, ...countsB } = b;
  return shallowEqual(countsA, countsB) && shallowEqual(refusedA, refusedB);
}

function shallowEqual<T extends object>(a: T, b: T): boolean {
  const keys = Object.keys(a) as (keyof T)[];
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key]);
}
