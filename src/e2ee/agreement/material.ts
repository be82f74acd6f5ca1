import { hkdf } from "./crypto/symmetric.ts";

/**
 * The next secret key material of a peer, as all peers make it when another one joins
 * (docs/protocol.md#4-key-schedule). The material is the salt and the key is 32 zero bytes. These look exchanged, but the
 * deployed protocol does it this way.
 * @param material 32 bytes
 * @returns 32 fresh bytes
 */
export function ratchetMaterial(material: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  return hkdf(new Uint8Array(32), material, "SFrameRatchetKey", 32);
}
