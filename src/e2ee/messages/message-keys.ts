import { utf8 } from "../../protocol/well-formed.ts";
import type { FrameKey } from "../media/frame-crypto.ts";

const salt = new TextEncoder().encode("react-sora-e2ee sealed messages 2");

/**
 * The key of one label, derived from the same material as the frame key. The salt differs, so that neither key tells
 * anything about the other (RFC 5869). The label is the info, so that a message never opens under another label.
 * @throws SoraE2EEError `invalid-options` for a label with a lone surrogate: it would share its key with other labels
 */
export async function deriveMessageKey(
  { base }: FrameKey,
  label: string,
  usage: "encrypt" | "decrypt",
): Promise<CryptoKey> {
  const info = utf8(label, "The label of a sealed message");
  const derived = { name: "AES-GCM", length: 256 };
  return crypto.subtle.deriveKey({ name: "HKDF", hash: "SHA-256", salt, info }, base, derived, false, [
    usage,
  ]);
}

/** 8 zero bytes and the counter: each label of each material has a key of its own, so no counter comes twice. */
export function messageIv(counter: number): Uint8Array<ArrayBuffer> {
  const iv = new Uint8Array(12);
  new DataView(iv.buffer).setUint32(8, counter);
  return iv;
}
