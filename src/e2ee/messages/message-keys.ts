import type { FrameKey } from "../media/frame-keys.ts";

const encoder = new TextEncoder();
const salt = encoder.encode("react-sora-e2ee sealed messages 1");

/**
 * The key of one label, from the material that also stands for a frame key: another salt, so that neither says anything
 * of the other (RFC 5869), and the label as info, so that a message never opens under another label.
 */
export function deriveMessageKey(
  { base }: FrameKey,
  label: string,
  usage: "encrypt" | "decrypt",
): Promise<CryptoKey> {
  const info = encoder.encode(label);
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
