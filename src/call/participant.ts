import { hex } from "../protocol/bytes.ts";
import type { ParticipantClaim } from "../status.ts";
import { isRecord } from "./readable.ts";
import type { SoraCallOptions } from "./types.ts";

const idBytes = 16;

/** A random id, which links only the connections of this call. */
export function createParticipant({
  id,
  purpose = "camera",
}: SoraCallOptions["participant"] = {}): ParticipantClaim {
  return { id: id ?? randomId(), purpose };
}

function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(idBytes));
  return hex(bytes);
}

/** The problem with the option `participant`; null if it is valid. */
export function participantProblem(participant: unknown): string | null {
  if (participant === undefined) return null;
  if (!isRecord(participant)) return "participant must be an object";
  const { id, purpose } = participant;
  if (id !== undefined && !(typeof id === "string" && /^[\x21-\x7e]{1,64}$/.test(id))) {
    return "participant.id must be 1 to 64 printable ASCII characters without spaces";
  }
  if (purpose !== undefined && purpose !== "camera" && purpose !== "screen") {
    return 'participant.purpose must be "camera" or "screen"';
  }
  return null;
}
