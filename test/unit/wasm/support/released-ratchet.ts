import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  hkdfSync,
} from "node:crypto";

/** 32 bytes at a time. */
export type Draw = () => Uint8Array;

export interface RatchetPair {
  readonly privateKey: Uint8Array;
  readonly publicKey: Uint8Array;
}

const pkcs8X25519 = Buffer.from("302e020100300506032b656e04220420", "hex");
const spkiX25519 = Buffer.from("302a300506032b656e032100", "hex");

export function x25519Pair(privateKey: Uint8Array): RatchetPair {
  const key = privateX25519(privateKey);
  const spki = createPublicKey(key).export({ format: "der", type: "spki" });
  return { privateKey, publicKey: Uint8Array.from(spki.subarray(-32)) };
}

/** All zero for a point of low order, as in the released stack. */
export function dh(privateKey: Uint8Array, publicKey: Uint8Array): Uint8Array {
  const remote = createPublicKey({
    key: Buffer.concat([spkiX25519, publicKey]),
    format: "der",
    type: "spki",
  });
  try {
    return diffieHellman({ privateKey: privateX25519(privateKey), publicKey: remote });
  } catch {
    return new Uint8Array(32);
  }
}

export function hkdf(ikm: Uint8Array, salt: Uint8Array, info: string, length: number): Uint8Array {
  return new Uint8Array(hkdfSync("sha256", ikm, salt, info, length));
}

/**
 * The double ratchet as released builds have it, with its defects (docs/protocol.md#7-deviations): it changes
 * its state before it authenticates, and treats a missing chain key as an empty one.
 */
export class ReleasedRatchet {
  readonly #draw: Draw;
  readonly #kept = new Map<string, Uint8Array>();
  #self: RatchetPair;
  #remote: Uint8Array = new Uint8Array(32);
  #root: Uint8Array;
  #sendChain = new Uint8Array(0);
  #receiveChain: Uint8Array | null = null;
  #sent = 0;
  #received = 0;
  #previous = 0;

  private constructor(draw: Draw, root: Uint8Array, self: RatchetPair) {
    this.#draw = draw;
    this.#root = root;
    this.#self = self;
  }

  static initiator(draw: Draw, root: Uint8Array, signedPreKey: Uint8Array): ReleasedRatchet {
    const ratchet = new ReleasedRatchet(draw, root, x25519Pair(draw()));
    ratchet.#remote = signedPreKey;
    ratchet.#sendChain = ratchet.#advanceRoot();
    return ratchet;
  }

  static responder(draw: Draw, root: Uint8Array, preKey: RatchetPair): ReleasedRatchet {
    return new ReleasedRatchet(draw, root, preKey);
  }

  encrypt(plaintext: Uint8Array, associated: Uint8Array): { header: Uint8Array; ciphertext: Uint8Array } {
    const secrets = messageSecrets(this.#sendChain);
    this.#sendChain = hmac(this.#sendChain, 2);
    const header = Buffer.alloc(40);
    header.set(this.#self.publicKey);
    header.writeUInt32BE(this.#previous, 32);
    header.writeUInt32BE(this.#sent++, 36);
    const cipher = createCipheriv("aes-256-gcm", secrets.subarray(0, 32), secrets.subarray(32));
    cipher.setAAD(Buffer.concat([associated, header]));
    const sealed = Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
    return { header, ciphertext: sealed };
  }

  decrypt(header: Buffer, ciphertext: Uint8Array, associated: Uint8Array): Uint8Array {
    const aad = Buffer.concat([associated, header]);
    const key = header.subarray(0, 32);
    const previous = header.readUInt32BE(32);
    const count = header.readUInt32BE(36);
    const name = `${key.toString("hex")}:${count}`;
    const kept = this.#kept.get(name);
    if (kept) {
      this.#kept.delete(name);
      return open(kept, ciphertext, aad);
    }
    if (!key.equals(this.#remote)) {
      this.#skipTo(previous);
      this.#step(Uint8Array.from(key));
    }
    this.#skipTo(count);
    const chain = this.#receiveChain ?? new Uint8Array(0);
    this.#receiveChain = hmac(chain, 2);
    this.#received++;
    return open(messageSecrets(chain), ciphertext, aad);
  }

  #step(remote: Uint8Array): void {
    this.#previous = this.#sent;
    this.#sent = 0;
    this.#received = 0;
    this.#remote = remote;
    this.#receiveChain = this.#advanceRoot();
    this.#self = x25519Pair(this.#draw());
    this.#sendChain = this.#advanceRoot();
  }

  #skipTo(count: number): void {
    if (this.#received + 10 < count) throw new Error("NotImplementedError");
    for (; this.#receiveChain !== null && this.#received < count; this.#received++) {
      const name = `${Buffer.from(this.#remote).toString("hex")}:${this.#received}`;
      this.#kept.set(name, messageSecrets(this.#receiveChain));
      this.#receiveChain = hmac(this.#receiveChain, 2);
    }
  }

  #advanceRoot(): Uint8Array<ArrayBuffer> {
    const out = hkdf(dh(this.#self.privateKey, this.#remote), this.#root, "SoraRatchet", 64);
    this.#root = out.slice(0, 32);
    return Uint8Array.from(out.subarray(32));
  }
}

/** Key 32 ‖ nonce 12. */
export function messageSecrets(chain: Uint8Array): Uint8Array {
  return hkdf(hmac(chain, 1), new Uint8Array(44), "SoraMessageKeys", 44);
}

function hmac(key: Uint8Array, byte: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(createHmac("sha256", key).update(Uint8Array.of(byte)).digest());
}

function open(secrets: Uint8Array, sealed: Uint8Array, aad: Uint8Array): Uint8Array {
  const decipher = createDecipheriv("aes-256-gcm", secrets.subarray(0, 32), secrets.subarray(32));
  decipher.setAAD(aad);
  decipher.setAuthTag(sealed.subarray(-16));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]);
  } catch {
    throw new Error("cipher: message authentication failed");
  }
}

function privateX25519(privateKey: Uint8Array) {
  return createPrivateKey({ key: Buffer.concat([pkcs8X25519, privateKey]), format: "der", type: "pkcs8" });
}
