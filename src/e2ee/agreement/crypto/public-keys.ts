import { invert, mod } from "@noble/curves/abstract/modular.js";
import { SoraE2EEError } from "../../../errors.ts";

// The u coordinates of all points of small order on Curve25519 and its twist, little-endian. p and p + 1 are other
// spellings of 0 and 1 (D. J. Bernstein, "Curve25519: new Diffie-Hellman speed records", and cr.yp.to/ecdh.html#validate).
const lowOrder: readonly string[] = [
  "0000000000000000000000000000000000000000000000000000000000000000",
  "0100000000000000000000000000000000000000000000000000000000000000",
  "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
  "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
  "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
];

/** The prime of the field of both curves. */
const prime = 2n ** 255n - 19n;

/**
 * True for an X25519 public key with which every shared secret is all zero (RFC 7748 section 6.1;
 * docs/protocol.md#7-deviations). X25519 ignores the top bit, so this check does too.
 * @param publicKey 32 bytes
 */
export function isLowOrder(publicKey: Uint8Array): boolean {
  return lowOrder.some((hex) => {
    for (let i = 0; i < 32; i++) {
      const mask = i === 31 ? 0x7f : 0xff;
      if (((publicKey[i] ?? 0) & mask) !== Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16)) return false;
    }
    return true;
  });
}

/** Some browsers do not refuse an all-zero result themselves (RFC 7748 section 6.1). */
export function assertNotZero(secret: Uint8Array): void {
  let bits = 0;
  for (const byte of secret) bits |= byte;
  if (bits === 0) throw lowOrderError();
}

export function lowOrderError(): SoraE2EEError {
  return new SoraE2EEError(
    "invalid-message",
    "A peer sent a public key that makes the shared secret public. The message was dropped.",
  );
}

/**
 * The X25519 form of an Ed25519 public key: u = (1 + y) / (1 - y) (RFC 7748 section 4.1;
 * docs/protocol.md#4-key-schedule). The sign bit is ignored. The signature check finds out whether the point is on the
 * curve.
 * @param publicKey 32 bytes
 * @returns 32 bytes; all zero where the map has no value
 */
export function edwardsToMontgomery(publicKey: Uint8Array): Uint8Array<ArrayBuffer> {
  let y = 0n;
  for (let i = 31; i >= 0; i--) y = (y << 8n) | BigInt((publicKey[i] ?? 0) & (i === 31 ? 0x7f : 0xff));
  const denominator = mod(1n - y, prime);
  let u = denominator === 0n ? 0n : mod((1n + y) * invert(denominator, prime), prime);
  const bytes = new Uint8Array(32);
  for (let i = 0; i < 32; i++) {
    bytes[i] = Number(u & 0xffn);
    u >>= 8n;
  }
  return bytes;
}
