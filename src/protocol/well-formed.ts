import { SoraE2EEError } from "../errors.ts";

/**
 * True when this text has no lone surrogate. UTF-8 has no bytes for a lone surrogate. Encoders write U+FFFD
 * for each of them, so two different texts become the same bytes. Equal to `String.prototype.isWellFormed`,
 * which Chrome before 111 and Firefox before 119 lack.
 */
export function isWellFormed(text: string): boolean {
  return !/\p{Surrogate}/u.test(text);
}

/**
 * The UTF-8 bytes of a text.
 * @param what Names the text in the error: the option, or what the text is.
 * @throws SoraE2EEError `invalid-options` when the text has a lone surrogate
 */
export function utf8(text: string, what: string): Uint8Array<ArrayBuffer> {
  if (isWellFormed(text)) return new TextEncoder().encode(text);
  throw new SoraE2EEError("invalid-options", `${what} ${loneSurrogate}.`);
}

/** The end of a sentence about the problem of a text. */
export const loneSurrogate = "has half of a surrogate pair, which has no UTF-8 form: use whole characters";

/**
 * The path to a text in a JSON value that is not well-formed, including keys: "metadata.name". Null: none.
 */
export function malformedTextIn(value: unknown, path: string): string | null {
  return search(value, path, new Set());
}

function search(value: unknown, path: string, open: Set<object>): string | null {
  if (typeof value === "string") return isWellFormed(value) ? null : path;
  if (typeof value !== "object" || value === null || open.has(value)) return null;
  const prototype: unknown = Object.getPrototypeOf(value);
  // Streams, workers and other platform objects are never converted to text.
  if (!Array.isArray(value) && prototype !== Object.prototype && prototype !== null) return null;
  open.add(value);
  for (const [key, each] of Object.entries(value)) {
    if (!isWellFormed(key)) return path;
    const found = search(each, Array.isArray(value) ? `${path}[${key}]` : `${path}.${key}`, open);
    if (found !== null) return found;
  }
  open.delete(value);
  return null;
}
