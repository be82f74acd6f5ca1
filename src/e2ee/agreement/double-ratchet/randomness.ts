import { SoraE2EEError } from "../../../errors.ts";
import { isBytes } from "../../../protocol/key-message.ts";
import type { X25519, X25519KeyPair } from "../crypto/curves.ts";
import type { KeyAgreementOptions } from "../types.ts";

/** The source of new secrets. */
export interface Randomness {
  /** 32 bytes from the caller. */
  bytes(): Uint8Array<ArrayBuffer>;
  pair(): Promise<X25519KeyPair>;
  /** Makes the next pairs in advance, so that no step has to wait. */
  prepare(): void;
}

/** The number of pairs that a new session needs. */
const preparedPairs = 2;

/**
 * Without `randomBytes` the browser makes the pairs itself and their private halves never enter JavaScript. With it,
 * every secret is one draw, taken at the moment it is needed, and only when the step that needs it can no longer be
 * rejected because of another peer's input.
 */
export function createRandomness(
  x25519: X25519,
  randomBytes: KeyAgreementOptions["randomBytes"],
): Randomness {
  if (!randomBytes) {
    const prepared: Promise<X25519KeyPair>[] = [];
    return {
      bytes: () => crypto.getRandomValues(new Uint8Array(32)),
      pair: () => prepared.shift() ?? x25519.generate(),
      prepare() {
        while (prepared.length < preparedPairs) {
          const pair = x25519.generate();
          // the caller of pair() sees the failure
          pair.catch(() => {});
          prepared.push(pair);
        }
      },
    };
  }
  const draw = () => {
    let drawn: Uint8Array;
    try {
      drawn = randomBytes(32);
    } catch (cause) {
      throw new SoraE2EEError("invalid-options", "randomBytes threw an error.", { cause });
    }
    if (!isBytes(drawn) || drawn.length !== 32) {
      throw new SoraE2EEError("invalid-options", "randomBytes must return a Uint8Array of 32 bytes.");
    }
    return Uint8Array.from(drawn);
  };
  return {
    bytes: draw,
    prepare() {},
    async pair() {
      const privateKey = draw();
      try {
        return await x25519.fromPrivate(privateKey);
      } finally {
        privateKey.fill(0);
      }
    },
  };
}
