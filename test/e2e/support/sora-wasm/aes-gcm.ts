interface Result {
  readonly text: Uint8Array;
  readonly tag: Uint8Array;
}

/**
 * Synchronous AES-256-GCM (NIST SP 800-38D, 96-bit nonces), as in Go. WebCrypto is asynchronous. It is for
 * tests only: slow, and its timing reveals the key.
 */
export function encrypt(
  key: Uint8Array,
  nonce: Uint8Array,
  plain: Uint8Array,
  associated: Uint8Array,
): Result {
  const block = cipherOf(key);
  const text = counterMode(block, nonce, plain);
  return { text, tag: tagOf(block, nonce, text, associated) };
}

/** Throws unless the tag is right. */
export function decrypt(
  key: Uint8Array,
  nonce: Uint8Array,
  ciphertext: Uint8Array,
  associated: Uint8Array,
  tag: Uint8Array,
): Result {
  const block = cipherOf(key);
  const right = tagOf(block, nonce, ciphertext, associated);
  if (right.length !== tag.length || right.some((byte, i) => byte !== tag[i])) throw new Error("wrong tag");
  return { text: counterMode(block, nonce, ciphertext), tag };
}

type Block = (input: Uint8Array) => Uint8Array;

const double = (byte: number) => ((byte << 1) ^ (byte & 0x80 ? 0x11b : 0)) & 0xff;

const substitution = (() => {
  const box = new Uint8Array(256);
  let p = 1;
  let q = 1;
  do {
    p ^= double(p);
    q ^= q << 1;
    q ^= q << 2;
    q ^= q << 4;
    q &= 0xff;
    if (q & 0x80) q ^= 0x09;
    const turned = q ^ rotate(q, 1) ^ rotate(q, 2) ^ rotate(q, 3) ^ rotate(q, 4);
    box[p] = turned ^ 0x63;
  } while (p !== 1);
  box[0] = 0x63;
  return box;
})();

function rotate(byte: number, by: number): number {
  return ((byte << by) | (byte >> (8 - by))) & 0xff;
}

const substitute = (byte: number) => substitution[byte]!;

function roundKeys(key: Uint8Array): Uint8Array {
  const keys = new Uint8Array(240);
  keys.set(key);
  let constant = 1;
  for (let at = 32; at < 240; at += 4) {
    let word = [...keys.subarray(at - 4, at)];
    if (at % 32 === 0) {
      word = [...word.slice(1), word[0]!].map(substitute);
      word[0]! ^= constant;
      constant = double(constant);
    } else if (at % 32 === 16) word = word.map(substitute);
    for (let i = 0; i < 4; i++) keys[at + i] = keys[at + i - 32]! ^ word[i]!;
  }
  return keys;
}

function cipherOf(key: Uint8Array): Block {
  const keys = roundKeys(key);
  const addKey = (state: Uint8Array, round: number) => state.map((byte, i) => byte ^ keys[round * 16 + i]!);
  return (input) => {
    let state = addKey(input, 0);
    for (let round = 1; round <= 14; round++) {
      // bytes are substituted and rows shifted in one go
      const shifted = state.map((_, i) => substitute(state[(i * 5) % 16]!));
      state = addKey(round === 14 ? shifted : mixColumns(shifted), round);
    }
    return state;
  };
}

function mixColumns(state: Uint8Array): Uint8Array {
  return state.map((byte, i) => {
    const next = (by: number) => state[(i & ~3) + ((i + by) & 3)]!;
    return double(byte) ^ double(next(1)) ^ next(1) ^ next(2) ^ next(3);
  });
}

function counterBlock(nonce: Uint8Array, count: number): Uint8Array {
  const block = new Uint8Array(16);
  block.set(nonce);
  new DataView(block.buffer).setUint32(12, count);
  return block;
}

/** Numbers start at 2: the first is the tag's. */
function counterMode(block: Block, nonce: Uint8Array, data: Uint8Array): Uint8Array {
  const out = Uint8Array.from(data);
  for (let at = 0; at < out.length; at += 16) {
    const pad = block(counterBlock(nonce, 2 + at / 16));
    for (let i = 0; i < 16 && at + i < out.length; i++) out[at + i]! ^= pad[i]!;
  }
  return out;
}

function tagOf(block: Block, nonce: Uint8Array, ciphertext: Uint8Array, associated: Uint8Array): Uint8Array {
  const key = toNumber(block(new Uint8Array(16)));
  const lengths = (BigInt(associated.length * 8) << 64n) | BigInt(ciphertext.length * 8);
  let hash = 0n;
  for (const data of [associated, ciphertext]) {
    for (let at = 0; at < data.length; at += 16) {
      const padded = new Uint8Array(16);
      padded.set(data.subarray(at, at + 16));
      hash = multiply(hash ^ toNumber(padded), key);
    }
  }
  hash = multiply(hash ^ lengths, key) ^ toNumber(block(counterBlock(nonce, 1)));
  return Uint8Array.from({ length: 16 }, (_, i) => Number((hash >> BigInt(120 - 8 * i)) & 0xffn));
}

function toNumber(bytes: Uint8Array): bigint {
  return bytes.reduce((number, byte) => (number << 8n) | BigInt(byte), 0n);
}

/** Multiplication in the field of GCM, whose bits run from left to right. */
function multiply(x: bigint, y: bigint): bigint {
  let product = 0n;
  let factor = y;
  for (let bit = 127n; bit >= 0n; bit--) {
    if ((x >> bit) & 1n) product ^= factor;
    factor = (factor >> 1n) ^ (factor & 1n ? 0xe1n << 120n : 0n);
  }
  return product;
}
