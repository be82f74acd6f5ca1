/** An X25519 key pair whose private half stays inside. All keys are 32 bytes (RFC 7748). */
export interface X25519KeyPair {
  readonly publicKey: Uint8Array<ArrayBuffer>;
  /**
   * The shared secret with `remotePublicKey`, 32 bytes.
   * @throws SoraE2EEError `invalid-message` when the secret
   * is all zero
   */
  agree(remotePublicKey: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>>;
  /** Clears the private half where this runtime lets us. */
  wipe(): void;
}

export interface X25519 {
  generate(): Promise<X25519KeyPair>;
  /** The pair of a 32-byte private key. The bytes are copied. */
  fromPrivate(privateKey: Uint8Array): Promise<X25519KeyPair>;
}

/** An Ed25519 key pair whose private half stays inside. */
export interface Ed25519Signer {
  readonly publicKey: Uint8Array<ArrayBuffer>;
  sign(message: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>>;
  /** Clears the private half where this runtime lets us. */
  wipe(): void;
}

/** RFC 8032. Seeds and public keys are 32 bytes, signatures 64. */
export interface Ed25519 {
  /** The pair of a seed. The seed is copied. */
  signer(seed: Uint8Array): Promise<Ed25519Signer>;
  /** False for any invalid signature or key. Never throws. */
  verify(
    publicKey: Uint8Array<ArrayBuffer>,
    signature: Uint8Array<ArrayBuffer>,
    message: Uint8Array<ArrayBuffer>,
  ): Promise<boolean>;
}

export interface Curves {
  readonly x25519: X25519;
  readonly ed25519: Ed25519;
}
