import { connectionIdLength } from "../../../protocol/connection-id.ts";
import type { PreKeyBundle } from "../types.ts";

/**
 * A peer that does not exist. It joins and leaves inside the wasm only, and messages to it are discarded. Its private keys
 * may therefore be public: the Ed25519 seed is 32 bytes of 7, the signed pre-key 32 bytes of 8.
 */
export const dummyPeer: { readonly connectionId: string; readonly bundle: PreKeyBundle } = {
  connectionId: "--------NOBODY-HERE-------",
  bundle: {
    identityKey: "6kpsY+KcUgq+9VB7Ey7F+ZVHdq6+vnuSQh7qaRRG0iw=",
    signedPreKey: "MdSras7slhE3kXA3k25gcW+sVzr+lNnahKgCBEjfwRI=",
    preKeySignature:
      "6TqKamlWzQj4ayonMwOQL5YrfTO4/6whSxSO2/DMHBqI+2LLSea6UXrV+guvz4Bx0H5s2W+UByutMcNRyaPlCA==",
  },
};

/**
 * A connection id for the dummy peer. Sora never gives its usual id, because Sora's ids are base32. If a hostile server
 * gives that id to a peer, another one is drawn.
 */
export function unusedConnectionId(isTaken: (connectionId: string) => boolean): string {
  let connectionId = dummyPeer.connectionId;
  while (isTaken(connectionId)) {
    const random = crypto.getRandomValues(new Uint8Array(connectionIdLength));
    connectionId = String.fromCharCode(...random.map((byte) => firstLetter + (byte % 26)));
  }
  return connectionId;
}

const firstLetter = "A".charCodeAt(0);
