import type { PreKeyBundle } from "../protocol/bundle.ts";
import { isStatement, statementField } from "../protocol/identity-statement.ts";
import { keyPackageField } from "../protocol/mls.ts";
import {
  type AnnouncedKeys,
  type ChannelCounts,
  isRole,
  type PeerInfo,
  type Role,
} from "../protocol/types.ts";
import { claimField, readClaim } from "./participant-claim.ts";
import { isRecord, safeJson } from "./untrusted-json.ts";

/** A peer from a notification, with its announced keys. */
export type NotifiedPeer = PeerInfo & AnnouncedKeys;

export type PresenceEvent =
  | {
      readonly type: "self-created";
      readonly self: NotifiedPeer;
      readonly present: readonly NotifiedPeer[];
      /** Entries that were left out because their id is invalid. */
      readonly dropped: number;
    }
  | { readonly type: "created"; readonly peer: NotifiedPeer }
  | { readonly type: "destroyed"; readonly connectionId: string }
  /** A presence notification without a connection id, because the server has them turned off. */
  | { readonly type: "nameless" }
  /** A notification with an id that Sora does not give: a peer's, or our own. */
  | { readonly type: "invalid-id"; readonly whose: "peer" | "self" };

const idFormat = /^[\x21-\x7e]{26}$/;
/** Sora's limit for ids that clients choose, in bytes. */
const longestGivenId = 255;
/** In characters of base64. */
const longestKeyPackage = 10_924;

/**
 * True for a possible connection id: 26 printable ASCII characters (docs/protocol.md#1-roles). Sora uses the
 * digits and upper-case letters of Crockford's base32.
 */
export function isNotifiedId(value: unknown): value is string {
  return typeof value === "string" && idFormat.test(value);
}

/**
 * The presence information in a notification. Null for all other notifications
 * (docs/protocol.md#2-signaling). The server can send anything, but this never throws, and the result always
 * has the types above.
 */
export function presenceEvent(message: unknown, selfConnectionId: string | null): PresenceEvent | null {
  if (!isRecord(message)) return null;
  const { event_type: kind, connection_id: id } = message;
  if (kind !== "connection.created" && kind !== "connection.destroyed") return null;
  if (id === undefined || id === null) return { type: "nameless" };
  const peer = notifiedPeer(message);
  if (!peer) return { type: "invalid-id", whose: id === selfConnectionId ? "self" : "peer" };
  if (kind === "connection.destroyed") return { type: "destroyed", connectionId: peer.connectionId };
  if (peer.connectionId !== selfConnectionId) return { type: "created", peer };
  // Older servers name the list `metadata_list`.
  const list = message.data ?? message.metadata_list;
  const entries = Array.isArray(list) ? list : [];
  const present = new Map<string, NotifiedPeer>();
  let dropped = 0;
  for (const entry of entries) {
    const other = notifiedPeer(entry);
    if (!other) dropped += 1;
    else if (other.connectionId !== peer.connectionId && !present.has(other.connectionId))
      present.set(other.connectionId, other);
  }
  return { type: "self-created", self: peer, present: [...present.values()], dropped };
}

/** The channel's counts, if the notification has valid ones. */
export function channelCounts(message: unknown): ChannelCounts | null {
  if (!isRecord(message) || message.channel_connections === undefined) return null;
  const connections = count(message.channel_connections);
  const sendrecv = count(message.channel_sendrecv_connections ?? 0);
  const sendonly = count(message.channel_sendonly_connections ?? 0);
  const recvonly = count(message.channel_recvonly_connections ?? 0);
  if (connections === null || sendrecv === null || sendonly === null || recvonly === null) return null;
  return { connections, sendrecv, sendonly, recvonly };
}

/**
 * The server's role takes precedence over the peer's claim, with one exception: the server lists a connection
 * for messages only as a sender without media.
 */
function roleOf(told: unknown, own: Role | null): Role | null {
  if (told === "sendonly" && own === "messaging") return own;
  return isRole(told) ? told : own;
}

function notifiedPeer(value: unknown): NotifiedPeer | null {
  if (!isRecord(value) || !isNotifiedId(value.connection_id)) return null;
  const published = value.authn_metadata ?? value.metadata;
  const fields = isRecord(published) ? published : {};
  const { role: ownRole, ...claim } = readClaim(fields[claimField]);
  return {
    connectionId: value.connection_id,
    clientId: givenId(value.client_id),
    bundleId: givenId(value.bundle_id),
    role: roleOf(value.role, ownRole),
    metadata: appMetadata(published),
    bundle: announcedBundle(fields.pre_key_bundle),
    ...announcedKeyPackage(fields[keyPackageField]),
    statement: statementOf(fields),
    ...claim,
  };
}

/** The received statement of the participant key. An app's own field of the same name is ignored. */
function statementOf({ [statementField]: statement }: Readonly<Record<string, unknown>>): unknown {
  return isStatement(statement) ? safeJson(statement) : null;
}

/** Without the fields of this library. */
function appMetadata(published: unknown): unknown {
  if (!isRecord(published)) return safeJson(published);
  const {
    pre_key_bundle: _bundle,
    [keyPackageField]: _package,
    [claimField]: _claim,
    [statementField]: statement,
    ...rest
  } = published;
  const metadata = isStatement(statement)
    ? rest
    : { ...rest, ...(statement !== undefined && { [statementField]: statement }) };
  return safeJson(metadata);
}

function announcedBundle(value: unknown): PreKeyBundle | null {
  if (!isRecord(value)) return null;
  const { identityKey, signedPreKey, preKeySignature } = value;
  if (typeof identityKey !== "string" || typeof signedPreKey !== "string") return null;
  return typeof preKeySignature === "string" ? { identityKey, signedPreKey, preKeySignature } : null;
}

function announcedKeyPackage(value: unknown): Pick<NotifiedPeer, "keyPackage"> {
  const isText = typeof value === "string" && value.length > 0 && value.length <= longestKeyPackage;
  return isText ? { keyPackage: value } : {};
}

function givenId(value: unknown): string | null {
  return typeof value === "string" && value.length <= longestGivenId ? value : null;
}

function count(value: unknown): number | null {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : null;
}
