import { type BundleKeys, writeBundle } from "../../../protocol/bundle.ts";
import { ratchetMaterial } from "../material.ts";
import type { PreKeyBundle, RemoteMaterial, SelfMaterial } from "../types.ts";

/** A peer's public keys and its newest material, kept outside of the wasm. */
export interface PeerRecord {
  readonly bundle: PreKeyBundle;
  readonly fingerprint: string;
  /**
   * The wasm gets a bundle only with the peer's first messages, because it would never forget a bundle
   * without a session.
   */
  bundleInWasm: boolean;
  material: RemoteMaterial | null;
}

export function newRecord(keys: BundleKeys, fingerprint: string): PeerRecord {
  return {
    bundle: writeBundle(keys),
    fingerprint,
    bundleInWasm: false,
    material: null,
  };
}

/** A peer's next material. The peer makes the same one when it learns of the same join. */
export async function ratchet({ keyId, secretKeyMaterial }: RemoteMaterial): Promise<RemoteMaterial> {
  const next = await ratchetMaterial(Uint8Array.from(secretKeyMaterial));
  return { keyId: (keyId + 1) >>> 0, secretKeyMaterial: next };
}

/** A copy, because callers wipe the values that they get. */
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
