import { connectionIdBytes, connectionIdLength, readConnectionId } from "../../../protocol/connection-id.ts";
import { refusal } from "./outcomes.ts";

/** Kinds of MLS messages (docs/protocol.md#15-mls). */
export type MlsMessageKind = "commit" | "welcome" | "request" | "proof" | "state";

/** One MLS message, or one chunk of it, as it travels over the relay. */
export interface Envelope {
  readonly kind: MlsMessageKind;
  readonly source: string;
  /** Null: for every peer of the channel. */
  readonly destination: string | null;
  /** 16 bytes. All zero in a request. */
  readonly groupId: Uint8Array<ArrayBuffer>;
  /** The epoch in which a commit or request was made, or the epoch that a welcome leads to; u32. */
  readonly epoch: number;
  /** Numbers the messages of a sender, u32. */
  readonly message: number;
  /** From 0; u16. */
  readonly chunk: number;
  /** u16, at least 1. */
  readonly chunks: number;
  readonly payload: Uint8Array<ArrayBuffer>;
}

/** After pre-key (0) and cipher (1) messages of the pairwise agreement. */
const envelopeType = 2;
const version = 1;
const kinds: readonly MlsMessageKind[] = ["commit", "welcome", "request", "proof", "state"];

const kindOffset = 2;
const sourceOffset = 4;
const destinationOffset = sourceOffset + connectionIdLength;
const groupOffset = destinationOffset + connectionIdLength;
export const groupIdLength = 16;
const epochOffset = groupOffset + groupIdLength;
const messageOffset = epochOffset + 4;
const chunkOffset = messageOffset + 4;
const headLength = chunkOffset + 4;

/** Bytes of a message in one chunk. DataChannels of all browsers accept a message of this size. */
const chunkPayload = 32 * 1024;
/** The longest message, in bytes: a welcome into a group of 200 with post-quantum keys has about half of it. */
const longestMessage = 1024 * 1024;
/** Messages of one sender that may be incomplete at a time. Senders send one after the other. */
const incompleteLimit = 2;

/** The chunks of one message, in the order in which they are sent. */
export function writeEnvelopes(
  head: Omit<Envelope, "chunk" | "chunks" | "payload">,
  payload: Uint8Array,
): Uint8Array<ArrayBuffer>[] {
  const chunks = Math.max(1, Math.ceil(payload.length / chunkPayload));
  return Array.from({ length: chunks }, (_, chunk) => {
    const part = payload.subarray(chunk * chunkPayload, (chunk + 1) * chunkPayload);
    const bytes = new Uint8Array(headLength + part.length);
    const view = new DataView(bytes.buffer);
    bytes[0] = envelopeType;
    bytes[1] = version;
    bytes[kindOffset] = kinds.indexOf(head.kind);
    bytes.set(connectionIdBytes(head.source), sourceOffset);
    if (head.destination !== null) bytes.set(connectionIdBytes(head.destination), destinationOffset);
    bytes.set(head.groupId, groupOffset);
    view.setUint32(epochOffset, head.epoch);
    view.setUint32(messageOffset, head.message);
    view.setUint16(chunkOffset, chunk);
    view.setUint16(chunkOffset + 2, chunks);
    bytes.set(part, headLength);
    return bytes;
  });
}

/** Parses one chunk. Does not check its payload. @throws SoraE2EEError `invalid-message` */
export function parseEnvelope(bytes: Uint8Array): Envelope {
  const kind = kinds[bytes[kindOffset] ?? kinds.length];
  if (bytes.length < headLength || bytes[0] !== envelopeType || bytes[1] !== version || kind === undefined) {
    throw refusal("invalid-message", "A key message is not an MLS message of version 1.");
  }
  const copy = Uint8Array.from(bytes);
  const view = new DataView(copy.buffer);
  const source = readConnectionId(copy, sourceOffset);
  const named = readConnectionId(copy, destinationOffset);
  const chunk = view.getUint16(chunkOffset);
  const chunks = view.getUint16(chunkOffset + 2);
  if (source === null || named === null)
    throw refusal("invalid-message", "An MLS message has an invalid connection id.");
  const length = copy.length - headLength;
  if (chunk >= chunks || chunks * chunkPayload > longestMessage || length > chunkPayload) {
    throw refusal("invalid-message", "An MLS message has invalid chunks.");
  }
  return {
    kind,
    source,
    destination: /^\0+$/u.test(named) ? null : named,
    groupId: copy.slice(groupOffset, groupOffset + groupIdLength),
    epoch: view.getUint32(epochOffset),
    message: view.getUint32(messageOffset),
    chunk,
    chunks,
    payload: copy.slice(headLength),
  };
}

interface Incomplete {
  readonly first: Envelope;
  readonly parts: (Uint8Array<ArrayBuffer> | undefined)[];
  missing: number;
}

/**
 * Limit for all incomplete messages together. Sources can be made up, so a limit for each is not enough. It also limits the
 * number of sources, because an incomplete message counts as two full chunks or more.
 */
const incompleteBytes = 8 * 1024 * 1024;

/**
 * Joins chunks to messages. The memory of one sender is bounded, and a newer message replaces its oldest one.
 */
export class ChunkAssembler {
  readonly #bySource = new Map<string, Incomplete[]>();

  /** The whole message after its last chunk, otherwise null. */
  add(envelope: Envelope): Envelope | null {
    if (envelope.chunks === 1) return envelope;
    const { source, message, chunk, chunks } = envelope;
    const all = this.#bySource.get(source) ?? [];
    let found = all.find(({ first }) => first.message === message && first.chunks === chunks);
    if (found === undefined) {
      found = { first: envelope, parts: new Array(chunks), missing: chunks };
      all.push(found);
      if (all.length > incompleteLimit) all.shift();
      this.#bySource.set(source, all);
      this.#limit(source);
    }
    if (found.parts[chunk] !== undefined) return null;
    found.parts[chunk] = envelope.payload;
    found.missing -= 1;
    if (found.missing > 0) return null;
    const others = all.filter((one) => one !== found);
    if (others.length > 0) this.#bySource.set(source, others);
    else this.#bySource.delete(source);
    return { ...found.first, chunk: 0, chunks: 1, payload: joined(found.parts) };
  }

  /** The sources that started first lose their incomplete messages. */
  #limit(latest: string): void {
    const length = (all: readonly Incomplete[]) =>
      all.reduce((sum, { parts }) => sum + parts.length * chunkPayload, 0);
    let bytes = [...this.#bySource.values()].reduce((sum, all) => sum + length(all), 0);
    for (const [source, all] of this.#bySource) {
      if (bytes <= incompleteBytes) return;
      if (source === latest) continue;
      this.#bySource.delete(source);
      bytes -= length(all);
    }
  }

  forget(source: string): void {
    this.#bySource.delete(source);
  }
}

function joined(parts: readonly (Uint8Array | undefined)[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + (part?.length ?? 0), 0));
  let at = 0;
  for (const part of parts) {
    if (part === undefined) continue;
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
