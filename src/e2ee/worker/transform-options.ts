import { isConnectionId } from "../protocol/connection-id.ts";
import type { TransformOptions } from "./messages.ts";

/** Null for anything that is not clearly a `TransformOptions`: frames of such a transform go nowhere. */
export function readTransformOptions(value: unknown): TransformOptions | null {
  if (typeof value !== "object" || value === null) return null;
  const { direction, transformId, kind, connectionId } = value as Record<string, unknown>;
  if (typeof transformId !== "number" || !Number.isSafeInteger(transformId)) return null;
  if (kind !== "audio" && kind !== "video") return null;
  if (direction === "send") return { direction, transformId, kind };
  if (direction === "receive" && isConnectionId(connectionId)) {
    return { direction, transformId, kind, connectionId };
  }
  return null;
}
