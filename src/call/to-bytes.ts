import { utf8 } from "../protocol/well-formed.ts";

/**
 * Text as UTF-8. Always a copy, so that the caller may change its bytes later. @throws {SoraE2EEError}
 * `invalid-options` for a text with half of a surrogate pair
 */
export function toBytes(data: Uint8Array | string): Uint8Array<ArrayBuffer> {
  return typeof data === "string" ? utf8(data, "The text of a message") : new Uint8Array(data);
}
