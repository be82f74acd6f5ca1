/** Standard padded base64. */
export function encodeBase64(bytes: Uint8Array): string {
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

/**
 * Decodes exactly `length` bytes from standard padded base64 in its single canonical form. Otherwise returns
 * null. A string of another length is refused before decoding.
 */
export function decodeBase64(text: unknown, length: number): Uint8Array<ArrayBuffer> | null {
  if (typeof text !== "string" || text.length !== Math.ceil(length / 3) * 4) return null;
  let binary: string;
  try {
    binary = atob(text);
  } catch {
    return null;
  }
  if (binary.length !== length) return null;
  const bytes = new Uint8Array(length);
  for (let i = 0; i < length; i++) bytes[i] = binary.charCodeAt(i);
  // atob accepts spaces and unused bits in the last character.
  return encodeBase64(bytes) === text ? bytes : null;
}

/** As `decodeBase64`, for any length up to `longest`. */
export function decodeBase64UpTo(text: unknown, longest: number): Uint8Array<ArrayBuffer> | null {
  if (typeof text !== "string") return null;
  const padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
  const length = (text.length / 4) * 3 - padding;
  return length >= 0 && length <= longest ? decodeBase64(text, length) : null;
}
