import { SoraE2EEError } from "../../../errors.ts";
import type { BundleKeys } from "../../../protocol/bundle.ts";
import { writePreKeyMessage } from "../../../protocol/key-message.ts";
import { checkBundle, type PeerKeys } from "../check-bundle.ts";
import { ratchetMaterial } from "../material.ts";
import type { RemoteMaterials, StartSessionResult } from "../types.ts";
import { createPeer, type HeldMaterial, type Peer, replaceMaterial } from "./peer.ts";
import { startAsInitiator } from "./ratchet.ts";
import {
  copyMaterial,
  nextKeyId,
  nextOwnKeyId,
  type Self,
  type StartedSelf,
  sealMaterial,
  selfMaterial,
} from "./self.ts";
import { initiatorRoot } from "./x3dh.ts";

/** A peer that was in the channel before us. It will open the session. */
export async function addPeer(self: Self, connectionId: string, bundle: BundleKeys): Promise<void> {
  assertNew(self, connectionId, bundle);
  const keys = await checkBundle(bundle, self.curves.ed25519);
  self.peers.set(connectionId, createPeer(connectionId, keys));
}

/** docs/protocol.md#5-life-of-the-keys, "C joins". Draws the ephemeral key, then the ratchet key. */
export async function openSession(
  self: StartedSelf,
  connectionId: string,
  bundle: BundleKeys,
): Promise<StartSessionResult> {
  assertNew(self, connectionId, bundle);
  const keyId = nextOwnKeyId(self);
  const keys = await checkBundle(bundle, self.curves.ed25519);
  const [{ ephemeral, first }, secretKeyMaterial, guesses] = await Promise.all([
    makeSession(self, keys),
    ratchetMaterial(self.material.secretKeyMaterial),
    guessMaterials(self),
  ]);
  const material = { keyId, secretKeyMaterial };
  const { state, message } = await sealMaterial(self, connectionId, first, material);
  first.send?.key.fill(0);
  ephemeral.wipe();
  const handshake = writePreKeyMessage({
    source: self.connectionId,
    destination: connectionId,
    identityKey: self.identityKey,
    ephemeralKey: ephemeral.publicKey,
  });

  const peer = createPeer(connectionId, keys);
  peer.own = { state, unanswered: { handshake, announced: 0, last: { keyId, message } } };
  self.peers.set(connectionId, peer);
  self.material.secretKeyMaterial.fill(0);
  self.material = material;
  const remoteSecretKeyMaterials: RemoteMaterials = {};
  for (const { peer, material } of guesses) {
    replaceMaterial(peer, material);
    remoteSecretKeyMaterials[peer.connectionId] = copyMaterial(material);
  }
  return {
    selfConnectionId: self.connectionId,
    ...selfMaterial(self),
    remoteSecretKeyMaterials,
    messages: [handshake.slice(), message.slice()],
  };
}

/** The ratchet against the peer's signed pre-key, and the ephemeral key pair of the handshake. */
async function makeSession(self: Self, keys: PeerKeys) {
  const [ephemeral, pair] = await Promise.all([self.randomness.pair(), self.randomness.pair()]);
  const associatedData = new Uint8Array(64);
  associatedData.set(self.identityKey);
  associatedData.set(keys.identityKey, 32);
  const remote = { identityKey: keys.agreementKey, signedPreKey: keys.signedPreKey };
  const [root, agreed] = await Promise.all([
    initiatorRoot({ identity: self.identity, ephemeral }, remote),
    pair.agree(keys.signedPreKey),
  ]);
  return { ephemeral, first: await startAsInitiator(associatedData, root, pair, agreed, keys.signedPreKey) };
}

/**
 * The next materials of the other peers whose current material we hold. These peers make the same step
 * themselves.
 */
async function guessMaterials(self: Self): Promise<{ peer: Peer; material: HeldMaterial }[]> {
  const guesses = [...self.peers.values()].map(async (peer) => {
    const keyId = peer.material && nextKeyId(peer.material.keyId);
    if (peer.material === null || keyId === null) return [];
    const secretKeyMaterial = await ratchetMaterial(peer.material.secretKeyMaterial);
    return [{ peer, material: { keyId, secretKeyMaterial } }];
  });
  return (await Promise.all(guesses)).flat();
}

function assertNew(self: Self, connectionId: string, bundle: BundleKeys): void {
  if (connectionId === self.connectionId) {
    throw new SoraE2EEError("invalid-state", "This connection id is our own and cannot be a remote peer's.");
  }
  if (self.peers.has(connectionId)) {
    throw new SoraE2EEError("session-exists", "This peer is known already. Its keys stay as they are.");
  }
  if (bundle.identityKey.every((byte, i) => byte === self.identityKey[i])) {
    throw new SoraE2EEError("invalid-bundle", "A peer announced our own identity key as its own.");
  }
}
