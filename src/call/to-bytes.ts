/** Text as UTF-8. Always a copy: what the caller does to its bytes later must not reach what is made of them. */
export function toBytes(data: Uint8Array | string): Uint8Array<ArrayBuffer> {
  return typeof data === "string" ? new TextEncoder().encode(data) : new Uint8Array(data);
}
