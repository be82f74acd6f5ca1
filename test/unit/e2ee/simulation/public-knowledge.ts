import { createDecipheriv, hkdfSync } from "node:crypto";
import type { PreKeyBundle } from "../../../../src/e2ee/agreement/types.ts";
import { parseKeyMessage, writeRatchetHeader } from "../../../../src/protocol/key-message.ts";
import { fromHex, toHex } from "../support/bytes.ts";

// The message key of a chain that is not there (docs/protocol.md#7-deviations, vectors/must-reject.json).
const emptyChainKey = fromHex("a4546da1e174d5d1178193e2830c87936dac528580a4be81eeaee8cfeb124c00");
const emptyChainNonce = fromHex("31d599f7df78781e70defd90");

/** The key that all peers derive from a key at a join, in hex. */
export function ratchetedHex(hex: string): string {
  return toHex(new Uint8Array(hkdfSync("sha256", new Uint8Array(32), fromHex(hex), "SFrameRatchetKey", 32)));
}

/** True when a message can be decrypted under the public key. */
export function isOpenToEverybody(message: Uint8Array, a: PreKeyBundle, b: PreKeyBundle): boolean {
  const parsed = parseKeyMessage(message);
  if (parsed.kind === "pre-key") return false;
  const identities = [a, b].map((bundle) => Buffer.from(bundle.identityKey, "base64"));
  return [identities, identities.reverse()].some((order) => {
    const decipher = createDecipheriv("aes-256-gcm", emptyChainKey, emptyChainNonce);
    decipher.setAAD(Buffer.concat([...order, writeRatchetHeader(parsed.header)]));
    decipher.setAuthTag(parsed.ciphertext.subarray(-16));
    decipher.update(parsed.ciphertext.subarray(0, -16));
    try {
      decipher.final();
      return true;
    } catch {
      return false;
    }
  });
}
