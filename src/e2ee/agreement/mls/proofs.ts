import { connectionIdBytes } from "../../../protocol/connection-id.ts";
import { text } from "./peers.ts";
import { type LoadedSuite, ownSigningKey } from "./suite.ts";

type Bytes = Uint8Array<ArrayBuffer>;

const domain = new TextEncoder().encode("react-sora-e2ee/mls/proof/1");
const signatureLength = 64;
/** Time before a missing proof is requested. It doubles with each request (ms). */
const firstAskTime = 2000;
const longestAskTime = 32_000;
/** Leaf u32, signature. */
const entryLength = 4 + signatureLength;

/** The proof of the peer at this leaf, as part of a welcome. */
export interface LeafProof {
  readonly leaf: number;
  readonly signature: Bytes;
}

/**
 * Tracks the members that have proved that they hold their identity key (docs/protocol.md#15-mls). Key
 * packages are public, so anyone can announce a copy of one.
 */
export class GroupProofs {
  readonly #suite: LoadedSuite;
  /** The latest unverified proof of each peer. */
  readonly #candidates = new Map<string, { readonly groupId: string; readonly signature: Bytes }>();
  /** Verified proofs of our present group. */
  readonly #verified = new Map<string, Bytes>();
  /** The times at which to ask each peer without a proof. */
  readonly #asks = new Map<string, { at: number; wait: number }>();
  #groupId: Bytes = new Uint8Array();

  constructor(suite: LoadedSuite) {
    this.#suite = suite;
  }

  /** Moves to this group. Returns our own proof. */
  async enter(groupId: Bytes, selfId: string): Promise<Bytes> {
    if (text(groupId) !== text(this.#groupId)) {
      this.#verified.clear();
      this.#asks.clear();
      this.#groupId = groupId;
    }
    const { sign } = this.#suite.algorithms.signature;
    const own =
      this.#verified.get(selfId) ?? Uint8Array.from(await sign(ownSigningKey, signedBytes(groupId, selfId)));
    this.#verified.set(selfId, own);
    return own;
  }

  offer(connectionId: string, groupId: Bytes, signature: Bytes): void {
    if (signature.length !== signatureLength || this.#verified.has(connectionId)) return;
    this.#candidates.set(connectionId, { groupId: text(groupId), signature });
  }

  /** Verifies the received proofs for our group. Returns the peers that are proved now. */
  async verify(
    peers: Iterable<{ readonly connectionId: string; readonly identityKey: Bytes }>,
  ): Promise<string[]> {
    const proved: string[] = [];
    const { verify } = this.#suite.algorithms.signature;
    for (const { connectionId, identityKey } of peers) {
      const candidate = this.#candidates.get(connectionId);
      if (candidate?.groupId !== text(this.#groupId)) continue;
      this.#candidates.delete(connectionId);
      const { signature } = candidate;
      if (!(await verify(identityKey, signedBytes(this.#groupId, connectionId), signature))) continue;
      this.#verified.set(connectionId, signature);
      proved.push(connectionId);
    }
    return proved;
  }

  forget(connectionId: string): void {
    this.#candidates.delete(connectionId);
    this.#verified.delete(connectionId);
    this.#asks.delete(connectionId);
  }

  /** Our own proof, or that of a peer. Undefined without a proof for our present group. */
  of(connectionId: string): Bytes | undefined {
    return this.#verified.get(connectionId);
  }

  /** The peers to ask for their proofs now. */
  toAsk(connectionIds: readonly string[], now: number): string[] {
    const due: string[] = [];
    for (const asked of this.#asks.keys()) if (!connectionIds.includes(asked)) this.#asks.delete(asked);
    for (const connectionId of connectionIds) {
      if (this.#verified.has(connectionId)) {
        this.#asks.delete(connectionId);
        continue;
      }
      const ask = this.#asks.get(connectionId);
      if (ask === undefined) this.#asks.set(connectionId, { at: now + firstAskTime, wait: firstAskTime });
      else if (ask.at <= now) {
        ask.wait = Math.min(2 * ask.wait, longestAskTime);
        ask.at = now + ask.wait;
        due.push(connectionId);
      }
    }
    return due;
  }

  /** The time of the next request. Null when there is none. */
  get askAt(): number | null {
    const times = [...this.#asks.values()].map(({ at }) => at);
    return times.length === 0 ? null : Math.min(...times);
  }

  /** The known proofs of these leaves, in front of the welcome. */
  write(leaves: Iterable<readonly [leaf: number, connectionId: string]>, welcome: Bytes): Bytes {
    const entries = [...leaves].flatMap(([leaf, connectionId]) => {
      const signature = this.#verified.get(connectionId);
      return signature === undefined ? [] : [{ leaf, signature }];
    });
    const bytes = new Uint8Array(2 + entries.length * entryLength + welcome.length);
    const view = new DataView(bytes.buffer);
    view.setUint16(0, entries.length);
    for (const [i, { leaf, signature }] of entries.entries()) {
      view.setUint32(2 + i * entryLength, leaf);
      bytes.set(signature, 2 + i * entryLength + 4);
    }
    bytes.set(welcome, 2 + entries.length * entryLength);
    return bytes;
  }
}

/** The parts of a welcome's payload. Null when it is too short. */
export function readProofs(
  payload: Bytes,
): { readonly proofs: readonly LeafProof[]; readonly welcome: Bytes } | null {
  if (payload.length < 2) return null;
  const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
  const end = 2 + view.getUint16(0) * entryLength;
  if (payload.length < end) return null;
  const proofs: LeafProof[] = [];
  for (let at = 2; at < end; at += entryLength) {
    proofs.push({ leaf: view.getUint32(at), signature: payload.slice(at + 4, at + entryLength) });
  }
  return { proofs, welcome: payload.slice(end) };
}

function signedBytes(groupId: Bytes, connectionId: string): Bytes {
  const id = connectionIdBytes(connectionId);
  const bytes = new Uint8Array(domain.length + groupId.length + id.length);
  bytes.set(domain);
  bytes.set(groupId, domain.length);
  bytes.set(id, domain.length + groupId.length);
  return bytes;
}
