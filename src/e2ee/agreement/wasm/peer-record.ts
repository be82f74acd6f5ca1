import { type BundleKeys, writeBundle } from "../../../protocol/bundle.ts";
import { fingerprint } from "../../identity/fingerprint.ts";
import { ratchetMaterial } from "../material.ts";
import type { PreKeyBundle, RemoteMaterial, SelfMaterial } from "../types.ts";

/** What is known of a peer beside the guard and the wasm. */
export interface PeerRecord {
  readonly bundle: PreKeyBundle;
  readonly fingerprint: string;
  /** The wasm gets a bundle only with the peer's first messages: it would never forget one without a session. */
  bundleInWasm: boolean;
  material: RemoteMaterial | null;
}

export async function newRecord(keys: BundleKeys): Promise<PeerRecord> {
  return {
    bundle: writeBundle(keys),
    fingerprint: await fingerprint(keys.identityKey),
    bundleInWasm: false,
    material: null,
  };
}

/** What a peer's material becomes when the peer sees the same join. */
export async function ratchet({ keyId, secretKeyMaterial }: RemoteMaterial): Promise<RemoteMaterial> {
  const next = await ratchetMaterial(Uint8Array.from(secretKeyMaterial));
  return { keyId: (keyId + 1) >>> 0, secretKeyMaterial: next };
}

/** A copy: callers wipe what they were given when they are done with it. */
export function remember(peer: PeerRecord | undefined, material: RemoteMaterial): void {
  if (peer === undefined) return;
  peer.material?.secretKeyMaterial.fill(0);
  peer.material = { keyId: material.keyId, secretKeyMaterial: material.secretKeyMaterial.slice() };
}

export function isSame(held: RemoteMaterial | null | undefined, material: RemoteMaterial): boolean {
  const { keyId, secretKeyMaterial } = material;
  return held?.keyId === keyId && held.secretKeyMaterial.every((byte, i) => byte === secretKeyMaterial[i]);
}

export function copySelf({ selfKeyId, selfSecretKeyMaterial }: SelfMaterial): SelfMaterial {
  return { selfKeyId, selfSecretKeyMaterial: selfSecretKeyMaterial.slice() };
}
