import { connectionIdLength } from "../../../protocol/connection-id.ts";
import type { PreKeyBundle } from "../types.ts";

/**
 * A peer that does not exist, to join and leave inside the wasm only. Nothing that the wasm makes for it leaves, so that
 * its private keys (bytes of 7 as the Ed25519 seed, of 8 as the signed pre-key) are no secret does not matter.
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

/**
 * A connection id for `nobody`. Its usual id is one that Sora, whose ids are base32, never gives. A hostile server can give
 * it to a peer all the same, and then another id is drawn.
 */
export function unusedConnectionId(isTaken: (connectionId: string) => boolean): string {
  let connectionId = nobody.connectionId;
  while (isTaken(connectionId)) {
    const random = crypto.getRandomValues(new Uint8Array(connectionIdLength));
    connectionId = String.fromCharCode(...random.map((byte) => firstLetter + (byte % 26)));
  }
  return connectionId;
}

const firstLetter = "A".charCodeAt(0);
