import type { PreKeyBundle } from "../types.ts";

/**
 * A member that does not exist, to join and leave inside the wasm only. Nothing that the wasm makes for it leaves, so that
 * its private keys (bytes of 7 as the Ed25519 seed, of 8 as the signed pre-key) are no secret does not matter. The
 * connection id is one that Sora, whose ids are base32, never gives.
 */
export const nobody: { readonly connectionId: string; readonly bundle: PreKeyBundle } = {
  connectionId: "--------NOBODY-HERE-------",
  bundle: {
    identityKey: "6kpsY+KcUgq+9VB7Ey7F+ZVHdq6+vnuSQh7qaRRG0iw=",
    signedPreKey: "MdSras7slhE3kXA3k25gcW+sVzr+lNnahKgCBEjfwRI=",
    preKeySignature:
      "6TqKamlWzQj4ayonMwOQL5YrfTO4/6whSxSO2/DMHBqI+2LLSea6UXrV+guvz4Bx0H5s2W+UByutMcNRyaPlCA==",
  },
};
