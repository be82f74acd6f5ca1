import { cleanName } from "../protocol/display-name.ts";
import { isRole, type Role } from "../protocol/types.ts";
import type { ParticipantClaim } from "../status.ts";
import { isRecord } from "./untrusted-json.ts";

/**
 * The field of this library in `signaling_notify_metadata`, next to `pre_key_bundle` and the app's fields.
 */
export const claimField = "react_sora_e2ee";

const version = 1;
const idFormat = /^[\x21-\x7e]{1,64}$/;
/** 32 bytes in base64. */
const longestKey = 44;

/** A connection's claim about itself. Each part is null when it is missing or invalid. */
export interface ConnectionClaim {
  readonly participant: ParticipantClaim | null;
  /** The participant's display name. */
  readonly name: string | null;
  readonly role: Role | null;
  /** Base64 of the key that signs its sealed messages, unchecked; null: its identity key signs them. */
  readonly messageKey: string | null;
}

const noClaim: ConnectionClaim = { participant: null, name: null, role: null, messageKey: null };

/** The claim that we publish about ourselves. */
export function writeClaim({
  participant,
  name,
  role,
  messageKey,
}: ConnectionClaim): Readonly<Record<string, string | number>> {
  return {
    version,
    ...(participant && { participantId: participant.id, purpose: participant.purpose }),
    ...(name !== null && { name }),
    ...(role !== null && { role }),
    ...(messageKey !== null && { messageKey }),
  };
}

/** Reads a peer's claim from any value. */
export function readClaim(value: unknown): ConnectionClaim {
  if (!isRecord(value) || value.version !== version) return noClaim;
  const { participantId: id, purpose, name, role, messageKey } = value;
  const understood =
    typeof id === "string" && idFormat.test(id) && (purpose === "camera" || purpose === "screen");
  return {
    participant: understood ? { id, purpose } : null,
    name: cleanName(name),
    role: isRole(role) ? role : null,
    messageKey: typeof messageKey === "string" && messageKey.length <= longestKey ? messageKey : null,
  };
}
