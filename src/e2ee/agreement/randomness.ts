import { SoraE2EEError } from "../../errors.ts";
import { isBytes } from "../protocol/key-message.ts";
import type { X25519, X25519KeyPair } from "./crypto/curves.ts";
import type { KeyAgreementOptions } from "./types.ts";

/** Where fresh secrets come from. */
export interface Randomness {
  /** Whether pairs may be made ahead, for a step that may yet be rejected: not when somebody counts the draws. */
  readonly ahead: boolean;
  /** 32 bytes of the caller's own. */
  bytes(): Uint8Array<ArrayBuffer>;
  pair(): Promise<X25519KeyPair>;
}

/**
 * Without `randomBytes` the browser makes the pairs itself and their private halves never enter JavaScript. With it,
 * every secret is one draw, taken at the moment it is needed, and only once the step that needs it can no longer be
 * rejected for what somebody else sent.
 */
export function createRandomness(
  x25519: X25519,
  randomBytes: KeyAgreementOptions["randomBytes"],
): Randomness {
  if (!randomBytes) {
    return {
      ahead: true,
      bytes: () => crypto.getRandomValues(new Uint8Array(32)),
      pair: () => x25519.generate(),
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
    ahead: false,
    bytes: draw,
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
