import { createCipheriv, createDecipheriv, createHmac, randomBytes } from "node:crypto";
import type { PreKeyBundle } from "../../../../src/e2ee/agreement/types.ts";
import {
  type CipherMessage,
  type RatchetHeader,
  writeCipherMessage,
  writePreKeyMessage,
  writeRatchetHeader,
} from "../../../../src/protocol/key-message.ts";
import { messageSecrets, x25519Pair } from "./released-ratchet.ts";

/** The relay's knowledge of a peer. */
export interface Known {
  readonly id: string;
  readonly bundle: PreKeyBundle;
}

export const keyOf = (known: Known, name: keyof PreKeyBundle) =>
  Uint8Array.from(Buffer.from(known.bundle[name], "base64"));

export const randomPoint = () => x25519Pair(randomBytes(32)).publicKey.slice();

/** A cipher message under the empty chain key, with material 41… and key id 9. Anybody can make it. */
export function forgeCipher(
  from: Known,
  to: Known,
  header: RatchetHeader,
  initiator: "sender" | "receiver" = "receiver",
): Uint8Array {
  const secrets = messageSecrets(new Uint8Array(0));
  const identities = [keyOf(to, "identityKey"), keyOf(from, "identityKey")];
  if (initiator === "sender") identities.reverse();
  const cipher = createCipheriv("aes-256-gcm", secrets.subarray(0, 32), secrets.subarray(32));
  cipher.setAAD(Buffer.concat([...identities, writeRatchetHeader(header)]));
  const plaintext = Buffer.concat([Buffer.from([0, 0, 0, 9]), Buffer.alloc(32, 0x41)]);
  const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
  return writeCipherMessage({
    source: from.id,
    destination: to.id,
    header,
    ciphertext: Uint8Array.from(ciphertext),
  });
}

/** True when the relay can read a message, because it was sealed in a session without a chain. */
export function isReadable(message: CipherMessage, from: Known, to: Known): boolean {
  let chain: Uint8Array = new Uint8Array(0);
  for (let i = 0; i < message.header.count; i++) chain = createHmac("sha256", chain).update("\x02").digest();
  const secrets = messageSecrets(chain);
  const identities = [keyOf(from, "identityKey"), keyOf(to, "identityKey")];
  return [identities, identities.toReversed()].some((associated) => {
    const decipher = createDecipheriv("aes-256-gcm", secrets.subarray(0, 32), secrets.subarray(32));
    decipher.setAAD(Buffer.concat([...associated, writeRatchetHeader(message.header)]));
    decipher.setAuthTag(message.ciphertext.subarray(36));
    decipher.update(message.ciphertext.subarray(0, 36));
    try {
      decipher.final();
      return true;
    } catch {
      return false;
    }
  });
}

/** A pre-key message with an ephemeral key of the relay's. */
export function forgePreKey(from: Known, to: Known, ephemeralKey: Uint8Array = randomPoint()): Uint8Array {
  return writePreKeyMessage({
    source: from.id,
    destination: to.id,
    identityKey: keyOf(from, "identityKey"),
    ephemeralKey: Uint8Array.from(ephemeralKey),
  });
}

/** The same header, another body. */
export function tamper(message: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(message);
  copy[120] = copy[120]! ^ 1;
  return copy;
}

/** All points of small order on X25519, with and without the top bit that X25519 ignores. */
export const lowOrderKeys = [
  "0000000000000000000000000000000000000000000000000000000000000000",
  "0100000000000000000000000000000000000000000000000000000000000000",
  "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
  "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
  "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
].flatMap((hex) => {
  const key = Uint8Array.from(Buffer.from(hex, "hex"));
  const other = key.slice();
  other[31] = other[31]! ^ 0x80;
  return [key, other];
});
