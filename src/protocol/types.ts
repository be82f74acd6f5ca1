import type { ParticipantClaim } from "../status.ts";
import type { PreKeyBundle } from "./bundle.ts";

/** The direction of a connection's media. `messaging` has none: it only exchanges messages. */
export const roles = ["sendrecv", "sendonly", "recvonly", "messaging"] as const;
export type Role = (typeof roles)[number];
/** The roles that send no media. */
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

/** The keys that a peer announced. Their form is not checked yet. */
export interface AnnouncedKeys {
  /** Null when it announced no keys. */
  readonly bundle: PreKeyBundle | null;
  /** Its MLS key package as received. Absent when it announced none. */
  readonly keyPackage?: string;
  /** Base64 of the key that signs its sealed messages. Null: the identity key of the bundle signs them. */
  readonly messageKey: string | null;
  /** The statement of its participant key, unchecked. Null when it announced none. */
  readonly statement: unknown;
}

/** A peer as announced by signaling. */
export interface PeerInfo {
  readonly connectionId: string;
  readonly clientId: string | null;
  /**
   * The value that the server reports. Any client can request any value, so it proves nothing and is not used
   * for grouping.
   */
  readonly bundleId: string | null;
  /**
   * Null while it is unknown, because Sora does not report the roles of peers that were present before us.
   */
  readonly role: Role | null;
  /** Null without a claim, as with a released SDK. */
  readonly participant: ParticipantClaim | null;
  /**
   * The participant's display name, cleaned for display. Null when it gave no name. It is an unproven claim.
   */
  readonly name: string | null;
  /** The peer's `signalingNotifyMetadata`, without the fields of this library. */
  readonly metadata: unknown;
}
