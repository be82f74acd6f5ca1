import { SoraE2EEError } from "../../errors.ts";
import { isBytes } from "../../protocol/key-message.ts";
import { safetyWords } from "./safety-words.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** The value that two people compare to make sure that their connection has no attacker in between. */
export interface SafetyNumber {
  /** The keys that it was computed from: those of two participants, or of two connections. */
  readonly kind?: "participant" | "connection";
  /** 60 decimal digits, to be shown in groups of 5. */
  readonly digits: string;
  /** 8 words of the BIP-39 English list. */
  readonly words: readonly string[];
  /** 16 indexes, 0 to 63, of a list of emoji. The component that shows them has the list. */
  readonly emoji: readonly number[];
}

const iterations = 5_200;
/** By kind. A number of one kind never equals one of the other. */
const labels = {
  connection: "react-sora-e2ee safety number 1",
  participant: "react-sora-e2ee participant safety number 1",
} as const;
const keyLengths = { connection: 32, participant: 65 } as const;

/**
 * The safety number of a pair of peers. It is the same on both sides, and changes when either identity key
 * changes.
 *
 * Each identity key is stretched separately with PBKDF2-HMAC-SHA-512 and 5200 iterations (RFC 8018). Each
 * stretched key gives 30 digits, the lower identity key first. An attacker's key would have to match one given
 * half of about 100 bits. Words and emoji are the first 88 and the next 96 bits of SHA-512 over both halves.
 * They share no bits, so neither reveals anything about the other. For words and emoji, an attacker may search
 * for any two false keys that match, which takes about 2^44 keys for the words and 2^48 for the emoji.
 * @param identityA Ed25519 identity key, 32 bytes
 * @param identityB the other one; the order does not matter
 * @throws SoraE2EEError `invalid-options` for anything but two times 32 bytes
 */
export async function safetyNumber(identityA: Uint8Array, identityB: Uint8Array): Promise<SafetyNumber> {
  return createSafetyNumbers(identityA)(identityB);
}

/** `safetyNumber` for our own identity key and many others. It stretches our own key only once. */
export function createSafetyNumbers(ownIdentity: Uint8Array): SafetyNumbers {
  return numbersOf("connection", ownIdentity);
}

/** As `createSafetyNumbers`, of participant keys: 65-byte P-256 points (docs/protocol.md#12-participant-keys). */
export function createParticipantSafetyNumbers(ownKey: Uint8Array): SafetyNumbers {
  return numbersOf("participant", ownKey);
}

type SafetyNumbers = (key: Uint8Array) => Promise<SafetyNumber>;

function numbersOf(kind: keyof typeof labels, ownKey: Uint8Array): SafetyNumbers {
  const copyIdentity = (key: Uint8Array): Bytes => {
    if (isBytes(key) && key.length === keyLengths[kind]) return Uint8Array.from(key);
    throw new SoraE2EEError(
      "invalid-options",
      `A safety number between ${kind}s is made of two keys of ${keyLengths[kind]} bytes.`,
    );
  };
  const own = copyIdentity(ownKey);
  let ownHalf: Promise<Bytes> | null = null;
  return async (identity) => {
    const other = copyIdentity(identity);
    ownHalf ??= stretch(own, labels[kind]);
    const halves = await Promise.all([ownHalf, stretch(other, labels[kind])]);
    const [low, high] = isLower(own, other) ? halves : [halves[1], halves[0]];
    const both = new Uint8Array(await crypto.subtle.digest("SHA-512", Uint8Array.of(...low, ...high)));
    return {
      kind,
      digits: digitsOf(low) + digitsOf(high),
      words: pieces(both.subarray(0, 11), 11).map((place) => safetyWords[place] ?? ""),
      emoji: pieces(both.subarray(11, 23), 6),
    };
  };
}

async function stretch(identity: Bytes, label: string): Promise<Bytes> {
  const key = await crypto.subtle.importKey("raw", identity, "PBKDF2", false, ["deriveBits"]);
  const salt = new TextEncoder().encode(label);
  return new Uint8Array(
    await crypto.subtle.deriveBits({ name: "PBKDF2", hash: "SHA-512", salt, iterations }, key, 512),
  );
}

/** 6 groups of 5 digits, each from 5 bytes. */
function digitsOf(half: Bytes): string {
  let digits = "";
  for (let group = 0; group < 6; group++) {
    let value = 0;
    for (let i = 0; i < 5; i++) value = value * 256 + (half[5 * group + i] ?? 0);
    digits += String(value % 100_000).padStart(5, "0");
  }
  return digits;
}

/** Numbers of `size` bits each, from the first bit on. */
function pieces(bytes: Bytes, size: number): number[] {
  const all = bytes.reduce((bits, byte) => (bits << 8n) | BigInt(byte), 0n);
  const count = (bytes.length * 8) / size;
  return Array.from({ length: count }, (_, i) =>
    Number(BigInt.asUintN(size, all >> BigInt(size * (count - 1 - i)))),
  );
}

function isLower(a: Bytes, b: Bytes): boolean {
  const at = a.findIndex((byte, i) => byte !== b[i]);
  return at < 0 || (a[at] ?? 0) < (b[at] ?? 0);
}
