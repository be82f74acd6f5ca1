import type { MediaKind, PeerEncryption, PeerFacts, ReceiverFacts } from "../status.ts";
import type { CallEvent, MemberInfo, Peer } from "./types.ts";

type TrackAdded = Extract<CallEvent, { type: "track-added" }>;

/** A member of whom nothing is known yet. */
export function newPeer(connectionId: string): Peer {
  return {
    connectionId,
    clientId: null,
    bundleId: null,
    role: "sendrecv",
    announced: false,
    presence: "present",
    metadata: null,
    stream: null,
    audioTrack: null,
    videoTrack: null,
    sending: { audio: false, video: false },
    encryption: { status: "exchanging" },
    verified: false,
    identityChanged: false,
    keyId: null,
    fingerprint: null,
    safetyNumber: null,
    receivers: [],
  };
}

export function announcedPeer(peer: Peer | undefined, member: MemberInfo): Peer {
  return { ...(peer ?? newPeer(member.connectionId)), ...member, announced: true, presence: "present" };
}

/** Tracks can come before the notification that tells of their member. */
export function addTrack(peer: Peer | undefined, { connectionId, stream, track }: TrackAdded): Peer {
  const base = peer ?? newPeer(connectionId);
  return withSending(
    track.kind === "audio" ? { ...base, stream, audioTrack: track } : { ...base, stream, videoTrack: track },
  );
}

export function removeTrack(peer: Peer, track: MediaStreamTrack): Peer {
  const audioTrack = peer.audioTrack === track ? null : peer.audioTrack;
  const videoTrack = peer.videoTrack === track ? null : peer.videoTrack;
  if (audioTrack === peer.audioTrack && videoTrack === peer.videoTrack) return peer;
  const stream = audioTrack || videoTrack ? peer.stream : null;
  return withSending({ ...peer, audioTrack, videoTrack, stream });
}

/**
 * Without media and keys; who it is stays known. A verified identity key stays verified: it belongs to the same person
 * after we come back, unless it is another one.
 */
export function lostPeer(peer: Peer): Peer {
  const { connectionId, clientId, bundleId, role, metadata, announced } = peer;
  const { fingerprint, verified, identityChanged } = peer;
  const known = { clientId, bundleId, role, metadata, announced, fingerprint, verified, identityChanged };
  return { ...newPeer(connectionId), ...known, presence: "reconnecting" };
}

/** Only an identity that is known can be verified. Either answer is about the identity key of now. */
export function setVerified(peer: Peer, verified: boolean): Peer {
  const next = verified && peer.fingerprint !== null;
  return next === peer.verified && !peer.identityChanged
    ? peer
    : { ...peer, verified: next, identityChanged: false };
}

/** What was verified is the identity key: another one is not. */
export function withFacts(peer: Peer, facts: PeerFacts): Peer {
  const encryption = sameEncryption(peer.encryption, facts.encryption) ? peer.encryption : facts.encryption;
  const receivers = sameReceivers(peer.receivers, facts.receivers) ? peer.receivers : facts.receivers;
  // Not known yet is no other identity.
  const fingerprint = facts.fingerprint ?? peer.fingerprint;
  const isAnother = fingerprint !== peer.fingerprint;
  const safetyNumber =
    facts.safetyNumber?.digits === peer.safetyNumber?.digits ? peer.safetyNumber : facts.safetyNumber;
  if (
    encryption === peer.encryption &&
    receivers === peer.receivers &&
    safetyNumber === peer.safetyNumber &&
    facts.keyId === peer.keyId &&
    !isAnother
  ) {
    return peer;
  }
  return withSending({
    ...peer,
    encryption,
    receivers,
    safetyNumber,
    keyId: facts.keyId,
    fingerprint,
    verified: peer.verified && !isAnother,
    identityChanged: peer.identityChanged || (peer.verified && isAnother),
  });
}

/** With what the tracks and counts say. The same object as long as they say the same: counts move all the time. */
export function withSending(peer: Peer): Peer {
  const sending = { audio: sends(peer, "audio"), video: sends(peer, "video") };
  return shallowEqual(sending, peer.sending) ? peer : { ...peer, sending };
}

function sends({ audioTrack, videoTrack, receivers }: Peer, kind: MediaKind): boolean {
  if ((kind === "audio" ? audioTrack : videoTrack) === null) return false;
  const ofKind = receivers.filter((receiver) => receiver.kind === kind);
  // No receiver yet: nothing has been observed, one way or the other.
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
