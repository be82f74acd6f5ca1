/** HKDF-SHA256 (RFC 5869), `length` in bytes. */
export async function hkdf(
  ikm: Uint8Array<ArrayBuffer>,
  salt: Uint8Array<ArrayBuffer>,
  info: string,
  length: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const key = await crypto.subtle.importKey("raw", ikm, "HKDF", false, ["deriveBits"]);
  const parameters = { name: "HKDF", hash: "SHA-256", salt, info: new TextEncoder().encode(info) };
  return new Uint8Array(await crypto.subtle.deriveBits(parameters, key, length * 8));
}

/** HMAC-SHA256 of several messages of one byte each under one key: 32 bytes each. */
export async function hmacOfBytes<const Messages extends readonly number[]>(
  key: Uint8Array<ArrayBuffer>,
  ...messages: Messages
): Promise<{ [Index in keyof Messages]: Uint8Array<ArrayBuffer> }> {
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const hmacKey = await crypto.subtle.importKey("raw", key, algorithm, false, ["sign"]);
  const results = messages.map(
    async (message) => new Uint8Array(await crypto.subtle.sign("HMAC", hmacKey, Uint8Array.of(message))),
  );
  return (await Promise.all(results)) as { [Index in keyof Messages]: Uint8Array<ArrayBuffer> };
}

export interface AeadKey {
  /** AES-256 key, 32 bytes. */
  readonly key: Uint8Array<ArrayBuffer>;
  /** 12 bytes. */
  readonly nonce: Uint8Array<ArrayBuffer>;
}

/** AES-256-GCM: ciphertext ‖ tag 16. */
export async function encrypt(
  { key, nonce }: AeadKey,
  plaintext: Uint8Array<ArrayBuffer>,
  additionalData: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> {
  const aesKey = await crypto.subtle.importKey("raw", key, "AES-GCM", false, ["encrypt"]);
  return new Uint8Array(
    await crypto.subtle.encrypt({ name: "AES-GCM", iv: nonce, additionalData }, aesKey, plaintext),
  );
}

/** The plaintext, or null when the tag does not hold. */
export async function decrypt(
  { key, nonce }: AeadKey,
  ciphertext: Uint8Array<ArrayBuffer>,
  additionalData: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer> | null> {
  const aesKey = await crypto.subtle.importKey("raw", key, "AES-GCM", false, ["decrypt"]);
  const algorithm = { name: "AES-GCM", iv: nonce, additionalData };
  const plaintext = await crypto.subtle.decrypt(algorithm, aesKey, ciphertext).catch(() => null);
  return plaintext === null ? null : new Uint8Array(plaintext);
}
