import type { ParticipantClaim } from "../status.ts";
import type { PreKeyBundle } from "./bundle.ts";

/** Which way a connection's media go. `messaging` has none: it only exchanges messages. */
export const roles = ["sendrecv", "sendonly", "recvonly", "messaging"] as const;
export type Role = (typeof roles)[number];
/** The roles of which no media come. */
export type SilentRole = "recvonly" | "messaging";

export function isSilent(role: Role | null | undefined): role is SilentRole {
  return role === "recvonly" || role === "messaging";
}

export function isRole(value: unknown): value is Role {
  return roles.some((role) => role === value);
}

/** Number of connections in the channel, as the server counts them. */
export interface ChannelCounts {
  readonly connections: number;
  readonly sendrecv: number;
  readonly sendonly: number;
  readonly recvonly: number;
}

/** The keys that a peer announced. The form of the texts is not checked yet. */
export interface AnnouncedKeys {
  /** Null: it announced no keys. */
  readonly bundle: PreKeyBundle | null;
  /** Its MLS key package, as the text that came. Left out: it announced none. */
  readonly keyPackage?: string;
  /** Base64 of the key that signs its sealed messages; null: the identity key of the bundle signs them. */
  readonly messageKey: string | null;
  /** The statement of its participant key, unchecked; null: it announced none. */
  readonly statement: unknown;
}

/** A peer as signaling told of it. */
export interface PeerInfo {
  readonly connectionId: string;
  readonly clientId: string | null;
  /** As the server reports it. Anybody can ask for any: it proves nothing, and nothing is grouped by it. */
  readonly bundleId: string | null;
  /** Null while it is not known: Sora does not tell the roles of peers who were there before us. */
  readonly role: Role | null;
  /** Null: it says nothing of the kind, as with a released SDK. */
  readonly participant: ParticipantClaim | null;
  /** The participant's display name, cleaned for display; null: it gave no name. It is an unproven claim. */
  readonly name: string | null;
  /** The peer's `signalingNotifyMetadata`, without the fields of this library. */
  readonly metadata: unknown;
}
