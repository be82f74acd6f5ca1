import type { ParticipantClaim } from "../status.ts";
import { isRecord } from "./untrusted-json.ts";

type Role = "sendrecv" | "sendonly" | "recvonly";

/** The field of this library in `signaling_notify_metadata`, beside `pre_key_bundle` and what the app put there. */
export const claimField = "react_sora_e2ee";

const version = 1;
const idFormat = /^[\x21-\x7e]{1,64}$/;
/** 32 bytes in base64. */
const longestKey = 44;

/** What a connection says of itself; each part null where it says nothing that we understand. */
export interface ReadClaim {
  readonly participant: ParticipantClaim | null;
  readonly role: Role | null;
  /** Base64 of the key that signs its sealed messages, unchecked; null: its identity key does. */
  readonly messageKey: string | null;
}

/** What we publish of ourselves. */
export function writeClaim(
  { id, purpose }: ParticipantClaim,
  role: Role,
  messageKey: string | null,
): Readonly<Record<string, string | number>> {
  return { version, participantId: id, purpose, role, ...(messageKey === null ? {} : { messageKey }) };
}

/** Reads what a peer published, whatever it is. */
export function readClaim(value: unknown): ReadClaim {
  if (!isRecord(value) || value.version !== version) {
    return { participant: null, role: null, messageKey: null };
  }
  const { participantId: id, purpose, role, messageKey } = value;
  const understood =
    typeof id === "string" && idFormat.test(id) && (purpose === "camera" || purpose === "screen");
  return {
    participant: understood ? { id, purpose } : null,
    role: asRole(role),
    messageKey: typeof messageKey === "string" && messageKey.length <= longestKey ? messageKey : null,
  };
}

export function asRole(value: unknown): Role | null {
  return value === "sendrecv" || value === "sendonly" || value === "recvonly" ? value : null;
}
