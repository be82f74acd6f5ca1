import { isConnectionId } from "../../protocol/connection-id.ts";
import type { TransformOptions } from "./messages.ts";

/** Options of a transform after the check. A receiver without a valid connection id belongs to no peer yet. */
export type CheckedTransformOptions =
  | Extract<TransformOptions, { readonly direction: "send" }>
  | (Omit<Extract<TransformOptions, { readonly direction: "receive" }>, "connectionId"> & {
      readonly connectionId: string | null;
    });

/** Null for anything that is not clearly a `TransformOptions`: frames of such a transform go nowhere. */
export function readTransformOptions(value: unknown): CheckedTransformOptions | null {
  if (typeof value !== "object" || value === null) return null;
  const { direction, transformId, kind, connectionId } = value as Record<string, unknown>;
  if (typeof transformId !== "number" || !Number.isSafeInteger(transformId)) return null;
  if (kind !== "audio" && kind !== "video") return null;
  if (direction === "send") return { direction, transformId, kind };
  if (direction !== "receive") return null;
  return { direction, transformId, kind, connectionId: isConnectionId(connectionId) ? connectionId : null };
}
