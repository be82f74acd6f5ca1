import { randomBytes } from "node:crypto";

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

export const CONNECTION_ID_LENGTH = 26;

/** A random id of 26 ASCII characters (Crockford base32), the form of Sora's connection, client, bundle and session ids. */
export function createId(): string {
  let id = "";
  for (const byte of randomBytes(CONNECTION_ID_LENGTH)) id += ALPHABET[byte & 31];
  return id;
}
