/** True when both have the same bytes. Not in constant time, so do not use it for a tag or a signature. */
export function bytesEqual(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  // Ten times as fast as `every`. One H.264 frame can have millions of bytes to compare.
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return false;
  return true;
}

/** Lower-case hex pairs, joined by `separator`. */
export function hex(bytes: Uint8Array, separator = ""): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(separator);
}
