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

/**
 * Whether an X25519 public key is one with which every shared secret is all zero (RFC 7748 section 6.1;
 * docs/protocol.md#7-deviations). The top bit counts for nothing, as in X25519 itself.
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
