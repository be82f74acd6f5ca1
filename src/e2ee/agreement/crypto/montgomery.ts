import { Field } from "@noble/curves/abstract/modular.js";

/**
 * The X25519 form of an Ed25519 public key: u = (1 + y) / (1 - y) (RFC 7748 section 4.1;
 * docs/protocol.md#4-key-schedule). The sign bit counts for nothing; whether the point is on the curve is for the
 * signature check to find out.
 * @param publicKey 32 bytes
 * @returns 32 bytes; all zero where the map has no value
 */
export function edwardsToMontgomery(publicKey: Uint8Array): Uint8Array<ArrayBuffer> {
  const field = Field(2n ** 255n - 19n);
  let y = 0n;
  for (let i = 31; i >= 0; i--) y = (y << 8n) | BigInt((publicKey[i] ?? 0) & (i === 31 ? 0x7f : 0xff));
  y = field.create(y);
  const denominator = field.sub(1n, y);
  let u = denominator === 0n ? 0n : field.div(field.add(1n, y), denominator);
  const bytes = new Uint8Array(32);
  for (let i = 0; i < 32; i++) {
    bytes[i] = Number(u & 0xffn);
    u >>= 8n;
  }
  return bytes;
}
