import { signatureLength, signedMessageBytes } from "../../protocol/signed-message.ts";
import type { Ed25519 } from "../agreement/crypto/curves.ts";
import type { RingKey } from "../media/key-ring.ts";
import { deriveMessageKey, messageIv } from "./message-keys.ts";
import type { ReceivedMessage } from "./received-message.ts";

/** The message keys of one sender, by material and label. */
export class MessageKeys {
  readonly #keys = new WeakMap<RingKey, Map<string, Promise<CryptoKey>>>();

  of(key: RingKey, label: string): Promise<CryptoKey> {
    let labels = this.#keys.get(key);
    if (labels === undefined) {
      labels = new Map();
      this.#keys.set(key, labels);
    }
    let derived = labels.get(label);
    if (derived === undefined) {
      derived = deriveMessageKey(key, label, "decrypt");
      labels.set(label, derived);
    }
    return derived;
  }
}

/** Signature and plaintext. Null when the seal is invalid. The signature is not verified here. */
export async function openSeal(
  { header, message }: ReceivedMessage,
  key: CryptoKey,
): Promise<Uint8Array<ArrayBuffer> | null> {
  const additionalData = message.subarray(0, header.end);
  const algorithm = { name: "AES-GCM", iv: messageIv(header.counter), additionalData };
  try {
    return new Uint8Array(await crypto.subtle.decrypt(algorithm, key, message.subarray(header.end)));
  } catch {
    return null;
  }
}

/** The plaintext of a decrypted message. Null when its signature is invalid. */
export async function verifySigned(
  { label, header, message }: ReceivedMessage,
  opened: Uint8Array<ArrayBuffer>,
  signingKey: Uint8Array<ArrayBuffer>,
  ed25519: Pick<Ed25519, "verify">,
): Promise<Uint8Array<ArrayBuffer> | null> {
  if (opened.length < signatureLength) return null;
  const plain = opened.slice(signatureLength);
  const signed = signedMessageBytes({ label, header: message.subarray(0, header.end), plain });
  const genuine = await ed25519.verify(signingKey, opened.slice(0, signatureLength), signed);
  return genuine ? plain : null;
}
