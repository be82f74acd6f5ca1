import { hkdf } from "./crypto/symmetric.ts";

/**
 * The next secret key material of a peer, as everybody makes it when somebody joins
 * (docs/protocol.md#4-key-schedule). The material is the salt and the key is 32 zero bytes: it looks swapped, and is
 * what is deployed.
 * @param material 32 bytes
 * @returns 32 fresh bytes
 */
export function ratchetMaterial(material: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  return hkdf(new Uint8Array(32), material, "SFrameRatchetKey", 32);
}
