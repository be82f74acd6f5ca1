import { utf8 } from "./well-formed.ts";

/** The bytes of a sealed message that its sender signs (docs/sealed-messages.md). */
export interface SignedMessage {
  readonly label: string;
  /** Version, audience, key id, counter, sender and recipient, as they travel. */
  readonly header: Uint8Array;
  readonly plain: Uint8Array;
}

/** Ed25519. */
export const signatureLength = 64;

/**
 * Prefix of all signed data. The identity key also signs a pre-key, which is 32 bytes without a prefix. This
 * text alone is longer, so one signature cannot pass for the other.
 */
const domain = "react-sora-e2ee/sealed-message/2";

/**
 * The bytes that are signed: the domain and the label, each after its length in bytes (u16), then header and
 * plaintext. The header defines its own length. @throws SoraE2EEError `invalid-options` for a label that is
 * not well-formed
 */
export function signedMessageBytes({ label, header, plain }: SignedMessage): Uint8Array<ArrayBuffer> {
  const parts = [withLength(domain), withLength(label), header, plain];
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

function withLength(text: string): Uint8Array<ArrayBuffer> {
  const encoded = utf8(text, "The label of a sealed message");
  const bytes = new Uint8Array(2 + encoded.length);
  new DataView(bytes.buffer).setUint16(0, encoded.length);
  bytes.set(encoded, 2);
  return bytes;
}
