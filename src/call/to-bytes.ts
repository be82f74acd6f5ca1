import { utf8 } from "../protocol/well-formed.ts";

/**
 * Text as UTF-8. Always a copy: what the caller does to its bytes later must not reach what is made of them.
 * @throws {SoraE2EEError} `invalid-options` for a text with half of a surrogate pair
 */
export function toBytes(data: Uint8Array | string): Uint8Array<ArrayBuffer> {
  return typeof data === "string" ? utf8(data, "The text of a message") : new Uint8Array(data);
}
