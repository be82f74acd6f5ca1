import { SoraE2EEError } from "../../../errors.ts";
import { bytesEqual } from "../../../protocol/bytes.ts";
import { type CipherMessage, type RatchetHeader, writeRatchetHeader } from "../../../protocol/key-message.ts";
import type { X25519KeyPair } from "../crypto/curves.ts";
import { type AeadKey, decrypt, encrypt, hkdf, hmacOfBytes } from "../crypto/symmetric.ts";
import type { Randomness } from "./randomness.ts";
import type { Chain, RatchetState, SkippedKey } from "./ratchet-state.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** Maximum number of missing messages of one chain before a later one. */
export const maxSkip = 10;
/** Number of missing messages that a session remembers over all of its chains. */
const maxSkippedTotal = 30;

export interface Opened {
  readonly state: RatchetState;
  readonly plaintext: Bytes;
  /** True when a newer message of the other side was decrypted before this one. */
  readonly late: boolean;
}

/**
 * An initiator's session: a fresh ratchet pair against the responder's signed pre-key, and a send chain.
 * @param agreed the shared secret of the ratchet pair and the signed pre-key, 32 bytes; cleared like `rootKey`
 */
export async function startAsInitiator(
  associatedData: Bytes,
  rootKey: Bytes,
  pair: X25519KeyPair,
  agreed: Bytes,
  signedPreKey: Bytes,
): Promise<RatchetState> {
  const step = await rootStep(rootKey, agreed);
  rootKey.fill(0);
  return {
    associatedData,
    root: step.root,
    pair,
    remoteKey: signedPreKey,
    send: step.chain,
    receive: null,
    previousCount: 0,
    skipped: [],
  };
}

/** A responder's session: the signed pre-key as its ratchet pair, and no chain at all. */
export function startAsResponder(
  associatedData: Bytes,
  root: Bytes,
  signedPreKey: X25519KeyPair,
): RatchetState {
  return {
    associatedData,
    root,
    pair: signedPreKey,
    remoteKey: null,
    send: null,
    receive: null,
    previousCount: 0,
    skipped: [],
  };
}

/**
 * Seals 36 bytes of plaintext.
 * @throws SoraE2EEError `invalid-state` on a session without a send chain (docs/protocol.md#7-deviations)
 */
export async function seal(
  state: RatchetState,
  plaintext: Bytes,
): Promise<{ readonly state: RatchetState; readonly header: RatchetHeader; readonly ciphertext: Bytes }> {
  if (!state.send) {
    throw new SoraE2EEError(
      "invalid-state",
      "No message has arrived from this peer yet, so no message can be sent to it.",
    );
  }
  const { key, count } = state.send;
  const header = { ratchetKey: state.pair.publicKey, previousCount: state.previousCount, count };
  const [seed, next] = await hmacOfBytes(key, 1, 2);
  const ciphertext = await withMessageKey(seed, (messageKey) =>
    encrypt(messageKey, plaintext, additionalData(state, header)),
  );
  seed.fill(0);
  return { state: { ...state, send: { key: next, count: count + 1 } }, header, ciphertext };
}

/**
 * Opens a message without changing `state`, and returns the state after the message. A message that cannot
 * belong to the session is refused before any cryptography. A forged message costs only the check of its tag.
 * @param fresh called for one pair when an authentic message brings a new ratchet key
 * @param options.agreed the shared secret of `state.pair` and the message's ratchet key, if the caller has it
 * already; it is not cleared
 * @param options.limit the number of messages of a chain that may be missing before this one. Beyond `maxSkip`,
 * only the keys of the last ones are kept
 * @throws SoraE2EEError `authentication-failed`, `too-many-skipped`, or `invalid-message` for a low-order ratchet key
 */
export async function open(
  state: RatchetState,
  message: Pick<CipherMessage, "header" | "ciphertext">,
  fresh: Pick<Randomness, "pair">,
  { agreed, limit = maxSkip }: { readonly agreed?: Bytes; readonly limit?: number } = {},
): Promise<Opened> {
  const { header } = message;
  const isOfSkipped = (key: SkippedKey) =>
    key.count === header.count && bytesEqual(key.ratchetKey, header.ratchetKey);
  const skipped = state.skipped.find(isOfSkipped);
  if (skipped) {
    const plaintext = await decryptWith(skipped.seed, state, message);
    const rest = state.skipped.filter((key) => key !== skipped);
    return { state: { ...state, skipped: rest }, plaintext, late: true };
  }
  if (state.remoteKey && bytesEqual(state.remoteKey, header.ratchetKey))
    return openInChain(state, message, limit);
  return openInNewChain(state, message, fresh, agreed, limit);
}

async function openInChain(
  state: RatchetState,
  message: Pick<CipherMessage, "header" | "ciphertext">,
  limit: number,
): Promise<Opened> {
  const { header } = message;
  if (!state.receive || header.count < state.receive.count) throw authenticationFailed();
  const { plaintext, receive, skipped } = await openAt(state, state.receive, message, limit);
  return {
    state: { ...state, receive, skipped: [...state.skipped, ...skipped].slice(-maxSkippedTotal) },
    plaintext,
    late: false,
  };
}

async function openInNewChain(
  state: RatchetState,
  message: Pick<CipherMessage, "header" | "ciphertext">,
  fresh: Pick<Randomness, "pair">,
  agreed: Bytes | undefined,
  limit: number,
): Promise<Opened> {
  const { header } = message;
  const oldCount = state.receive?.count ?? 0;
  assertSkip(oldCount, header.previousCount, limit);
  assertSkip(0, header.count, limit);
  // The sender sent at least as many messages in its previous chain as were received from it.
  if (header.previousCount < oldCount) throw authenticationFailed();
  const received = await rootStep(state.root, agreed?.slice() ?? (await state.pair.agree(header.ratchetKey)));
  const { plaintext, receive, skipped } = await openAt(state, received.chain, message, limit).finally(() =>
    received.chain.key.fill(0),
  );
  const behind =
    state.receive && state.remoteKey
      ? await skippedKeys(
          await passOver(state.receive, header.previousCount, limit),
          state.receive,
          state.remoteKey,
        )
      : [];
  const pair = await fresh.pair();
  const sending = await rootStep(received.root, await pair.agree(header.ratchetKey));
  return {
    state: {
      associatedData: state.associatedData,
      root: sending.root,
      pair,
      remoteKey: header.ratchetKey,
      send: sending.chain,
      receive,
      previousCount: state.send?.count ?? 0,
      skipped: [...state.skipped, ...behind, ...skipped].slice(-maxSkippedTotal),
    },
    plaintext,
    late: false,
  };
}

/**
 * Decrypts a message at its place in `chain`. The keys of skipped messages are derived after the tag was
 * verified.
 */
async function openAt(
  state: RatchetState,
  chain: Chain,
  message: Pick<CipherMessage, "header" | "ciphertext">,
  limit: number,
): Promise<{ readonly plaintext: Bytes; readonly receive: Chain; readonly skipped: readonly SkippedKey[] }> {
  const { ratchetKey, count } = message.header;
  const keys = await passOver(chain, count, limit);
  const key = keys[keys.length - 1] ?? chain.key;
  const [seed] = await hmacOfBytes(key, 1);
  const plaintext = await decryptWith(seed, state, message)
    .catch((error: unknown) => {
      for (const passed of keys.slice(1)) passed.fill(0);
      throw error;
    })
    .finally(() => seed.fill(0));
  const [next] = await hmacOfBytes(key, 2);
  const skipped = await skippedKeys(keys, chain, ratchetKey);
  return { plaintext, receive: { key: next, count: count + 1 }, skipped };
}

/**
 * The chain keys from the current position of `chain` to `count`, both included. A lower count is not
 * allowed.
 */
async function passOver(chain: Chain, count: number, limit: number): Promise<readonly Bytes[]> {
  assertSkip(chain.count, count, limit);
  const keys = [chain.key];
  let { key } = chain;
  for (let passed = chain.count; passed < count; passed++) {
    [key] = await hmacOfBytes(key, 2);
    keys.push(key);
  }
  return keys;
}

/** The seeds of the last skipped messages. Clears `keys`, except for the chain's own. */
async function skippedKeys(keys: readonly Bytes[], chain: Chain, ratchetKey: Bytes): Promise<SkippedKey[]> {
  const skipped: SkippedKey[] = [];
  const passed = keys.length - 1;
  for (let i = Math.max(0, passed - maxSkip); i < passed; i++) {
    const [seed] = await hmacOfBytes(keys[i] ?? chain.key, 1);
    skipped.push({ ratchetKey, count: chain.count + i, seed });
  }
  for (const key of keys.slice(1)) key.fill(0);
  return skipped;
}

/** @throws SoraE2EEError `too-many-skipped` */
export function assertSkip(next: number, count: number, limit = maxSkip): void {
  if (count <= next + limit) return;
  throw new SoraE2EEError(
    "too-many-skipped",
    "A key message has a gap of more than 10 lost messages before it. It was dropped. Later messages may succeed.",
  );
}

async function rootStep(rootKey: Bytes, secret: Bytes): Promise<{ root: Bytes; chain: Chain }> {
  const output = await hkdf(secret, rootKey, "SoraRatchet", 64);
  secret.fill(0);
  const step = { root: output.slice(0, 32), chain: { key: output.slice(32), count: 0 } };
  output.fill(0);
  return step;
}

async function withMessageKey<Result>(seed: Bytes, use: (key: AeadKey) => Promise<Result>): Promise<Result> {
  const output = await hkdf(seed, new Uint8Array(44), "SoraMessageKeys", 44);
  try {
    return await use({ key: output.subarray(0, 32), nonce: output.subarray(32) });
  } finally {
    output.fill(0);
  }
}

async function decryptWith(
  seed: Bytes,
  state: RatchetState,
  { header, ciphertext }: Pick<CipherMessage, "header" | "ciphertext">,
): Promise<Bytes> {
  const plaintext = await withMessageKey(seed, (key) =>
    decrypt(key, ciphertext, additionalData(state, header)),
  );
  if (plaintext === null) throw authenticationFailed();
  return plaintext;
}

function additionalData(state: RatchetState, header: RatchetHeader): Bytes {
  const bytes = new Uint8Array(104);
  bytes.set(state.associatedData);
  bytes.set(writeRatchetHeader(header), 64);
  return bytes;
}

function authenticationFailed(): SoraE2EEError {
  return new SoraE2EEError(
    "authentication-failed",
    "A key message could not be authenticated. It was forged, changed in transit, or repeated. It was dropped.",
  );
}
