import type { SignalingNotifyMessage } from "sora-js-sdk";

/** A member as a notification tells of it. `bundle` is what it announced as its keys, unchecked; null: nothing. */
export interface NotifiedMember {
  readonly connectionId: string;
  readonly clientId: string | null;
  readonly bundleId: string | null;
  readonly role: "sendrecv" | "sendonly" | "recvonly";
  /** The app's own part of the notification metadata. */
  readonly metadata: unknown;
  readonly bundle: AnnouncedBundle | null;
}

export interface AnnouncedBundle {
  readonly identityKey: string;
  readonly signedPreKey: string;
  readonly preKeySignature: string;
}

export interface NotifiedCounts {
  readonly connections: number;
  readonly sendrecv: number;
  readonly sendonly: number;
  readonly recvonly: number;
}

export type MembershipEvent =
  | {
      readonly type: "self-created";
      readonly self: NotifiedMember;
      readonly present: readonly NotifiedMember[];
    }
  | { readonly type: "created"; readonly member: NotifiedMember }
  | { readonly type: "destroyed"; readonly connectionId: string }
  /** A membership notification without a connection id: the server has them turned off. */
  | { readonly type: "nameless" };

/** What a notification says about who is in the channel; null for all others (PROTOCOL section 2). */
export function membershipEvent(
  message: SignalingNotifyMessage,
  selfConnectionId: string | null,
): MembershipEvent | null {
  if (message.event_type !== "connection.created" && message.event_type !== "connection.destroyed") {
    return null;
  }
  const member = notifiedMember(message);
  if (!member) return { type: "nameless" };
  if (message.event_type === "connection.destroyed") {
    return { type: "destroyed", connectionId: member.connectionId };
  }
  if (member.connectionId !== selfConnectionId) return { type: "created", member };
  // Older servers call the list `metadata_list`.
  const list = message.data ?? message.metadata_list ?? [];
  const present = Array.isArray(list) ? list.map(notifiedMember).filter((entry) => entry !== null) : [];
  return { type: "self-created", self: member, present };
}

/** The channel's counts, where the notification has them. */
export function channelCounts(message: SignalingNotifyMessage): NotifiedCounts | null {
  if (!("channel_connections" in message)) return null;
  return {
    connections: count(message.channel_connections),
    sendrecv: count(message.channel_sendrecv_connections),
    sendonly: count(message.channel_sendonly_connections),
    recvonly: count(message.channel_recvonly_connections),
  };
}

function notifiedMember(value: unknown): NotifiedMember | null {
  if (!isRecord(value) || typeof value.connection_id !== "string") return null;
  const { role } = value;
  const { bundle, metadata } = splitMetadata(value.authn_metadata ?? value.metadata);
  return {
    connectionId: value.connection_id,
    clientId: typeof value.client_id === "string" ? value.client_id : null,
    bundleId: typeof value.bundle_id === "string" ? value.bundle_id : null,
    role: role === "sendonly" || role === "recvonly" ? role : "sendrecv",
    metadata,
    bundle,
  };
}

function splitMetadata(value: unknown): { bundle: AnnouncedBundle | null; metadata: unknown } {
  if (!isRecord(value)) return { bundle: null, metadata: value ?? null };
  const { pre_key_bundle: bundle, ...metadata } = value;
  return { bundle: isBundle(bundle) ? bundle : null, metadata };
}

function isBundle(value: unknown): value is AnnouncedBundle {
  return (
    isRecord(value) &&
    typeof value.identityKey === "string" &&
    typeof value.signedPreKey === "string" &&
    typeof value.preKeySignature === "string"
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function count(value: unknown): number {
  return typeof value === "number" && Number.isFinite(value) ? value : 0;
}
