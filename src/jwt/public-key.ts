import type { ParticipantPublicKey } from "../protocol/identity.ts";

const coordinate = /^[\w-]{43}$/;

export function isParticipantPublicKey(value: unknown): value is ParticipantPublicKey {
  if (typeof value !== "object" || value === null) return false;
  const { kty, crv, x, y } = value as Partial<Record<keyof ParticipantPublicKey, unknown>>;
  return kty === "EC" && crv === "P-256" && isCoordinate(x) && isCoordinate(y);
}

function isCoordinate(value: unknown): boolean {
  return typeof value === "string" && coordinate.test(value);
}
