import { SoraE2EEError } from "../../../errors.ts";
import { writeBundle } from "../../../protocol/bundle.ts";
import { writeCipherMessage, writeMaterial } from "../../../protocol/key-message.ts";
import { fingerprint } from "../../identity/fingerprint.ts";
import type { Curves, Ed25519Signer, X25519KeyPair } from "../crypto/curves.ts";
import type { PreKeyBundle, RemoteMaterial, SelfMaterial } from "../types.ts";
import { type HeldMaterial, type Peer, sendingSession, wipePeer } from "./peer.ts";
import type { Randomness } from "./randomness.ts";
import { seal } from "./ratchet.ts";
import type { RatchetState } from "./ratchet-state.ts";

type Bytes = Uint8Array<ArrayBuffer>;

const maxKeyId = 0xffffffff;

/** Our own keys, and all values that depend on them. */
export interface Self {
  readonly curves: Curves;
  readonly randomness: Randomness;
  /** Ed25519, 32 bytes. */
  readonly identityKey: Bytes;
  /** Signs the pre-key, and the app's messages. */
  readonly signer: Ed25519Signer;
  readonly identity: X25519KeyPair;
  readonly signedPreKey: X25519KeyPair;
  readonly fingerprint: string;
  readonly bundle: PreKeyBundle;
  readonly peers: Map<string, Peer>;
  /**
   * Ephemeral keys, in hex, of all sessions that others have opened with us. No ephemeral key may open a second
   * session.
   */
  readonly spentHandshakes: Set<string>;
  material: HeldMaterial;
  connectionId: string | null;
}

export interface StartedSelf extends Self {
  connectionId: string;
}

/** Draws material, identity seed and signed pre-key, in this order. */
export async function createSelf(curves: Curves, randomness: Randomness): Promise<Self> {
  const secretKeyMaterial = randomness.bytes();
  const seed = randomness.bytes();
  const signedPreKey = await randomness.pair();
  const [signer, identity] = await Promise.all([curves.ed25519.signer(seed), agreementPair(curves, seed)]);
  seed.fill(0);
  const { publicKey: identityKey } = signer;
  const preKeySignature = await signer.sign(signedPreKey.publicKey);
  return {
    curves,
    randomness,
    identityKey,
    signer,
    identity,
    // Many sessions start with this pair, so a ratchet step must not clear it.
    signedPreKey: { ...signedPreKey, wipe() {} },
    fingerprint: await fingerprint(identityKey),
    bundle: writeBundle({ identityKey, signedPreKey: signedPreKey.publicKey, preKeySignature }),
    peers: new Map(),
    spentHandshakes: new Set(),
    material: { keyId: 0, secretKeyMaterial },
    connectionId: null,
  };
}

export function wipeSelf(self: Self): void {
  for (const peer of self.peers.values()) wipePeer(peer);
  self.peers.clear();
  self.signer.wipe();
  self.identity.wipe();
  self.material.secretKeyMaterial.fill(0);
}

export function requireStarted(self: Self): asserts self is StartedSelf {
  if (self.connectionId !== null) return;
  throw new SoraE2EEError("invalid-state", "The key agreement has no connection id yet. Call start() first.");
}

/** The key id after `keyId`, or null when there is none. */
export function nextKeyId(keyId: number): number | null {
  return keyId < maxKeyId ? keyId + 1 : null;
}

/** @throws SoraE2EEError `key-exhausted` after 2^32 keys */
export function nextOwnKeyId(self: Self): number {
  const next = nextKeyId(self.material.keyId);
  if (next !== null) return next;
  throw new SoraE2EEError("key-exhausted", "All key ids of this connection are used up. Connect again.");
}

export function selfMaterial(self: Self): SelfMaterial {
  const { keyId, secretKeyMaterial } = self.material;
  return { selfKeyId: keyId, selfSecretKeyMaterial: secretKeyMaterial.slice() };
}

/** A copy that outlives our own. */
export function copyMaterial({ keyId, secretKeyMaterial }: HeldMaterial): RemoteMaterial {
  return { keyId, secretKeyMaterial: secretKeyMaterial.slice() };
}

/** Peers with a send chain, sorted by connection id, in the order of sending. */
export function reachablePeers(self: Self): Peer[] {
  return [...self.peers.values()]
    .filter((peer) => sendingSession(peer) !== null)
    .sort((a, b) => (a.connectionId < b.connectionId ? -1 : 1));
}

/** A cipher message with `material`, and the session's next state. */
export async function sealMaterial(
  self: StartedSelf,
  connectionId: string,
  state: RatchetState,
  material: HeldMaterial,
): Promise<{ readonly state: RatchetState; readonly message: Bytes }> {
  const plaintext = writeMaterial(material);
  const sealed = await seal(state, plaintext);
  plaintext.fill(0);
  const { header, ciphertext } = sealed;
  const message = writeCipherMessage({
    source: self.connectionId,
    destination: connectionId,
    header,
    ciphertext,
  });
  return { state: sealed.state, message };
}

/** docs/protocol.md#4-key-schedule: the first 32 bytes of SHA-512 of the seed; X25519 clamps by itself. */
async function agreementPair(curves: Curves, seed: Bytes): Promise<X25519KeyPair> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-512", seed));
  const pair = await curves.x25519.fromPrivate(digest.subarray(0, 32));
  digest.fill(0);
  return pair;
}
