import { isRecord } from "./untrusted-json.ts";

/** One step of signaling, for an app's own log: what happened, without what was in it. */
export interface SignalingTrace {
  readonly transport: "websocket" | "datachannel";
  /** As the SDK names it, `onmessage-offer` for example. */
  readonly type: string;
}

/** One step of the connection, for an app's own log: what happened, without what was in it. */
export interface TimelineTrace {
  readonly source: "websocket" | "datachannel" | "peerconnection" | "sora";
  /** As the SDK names it, `onconnectionstatechange` for example. */
  readonly type: string;
  /** Of the DataChannel that it is about. */
  readonly label: string | null;
}

const longest = 80;

/**
 * What the SDK's `signaling` and `timeline` events may tell an app. Their data are left out: they hold access tokens,
 * session descriptions with the passwords of ICE, key bundles and key messages.
 */
export function signalingTrace(event: unknown): SignalingTrace | null {
  const type = nameIn(event, "type");
  const transport = nameIn(event, "transportType");
  if (type === null || (transport !== "websocket" && transport !== "datachannel")) return null;
  return { transport, type };
}

export function timelineTrace(event: unknown): TimelineTrace | null {
  const type = nameIn(event, "type");
  const source = nameIn(event, "logType");
  if (type === null) return null;
  switch (source) {
    case "websocket":
    case "datachannel":
    case "peerconnection":
    case "sora":
      return { source, type, label: nameIn(event, "dataChannelLabel") };
    default:
      return null;
  }
}

/** Names begin with what the SDK does; a server can choose the end of some. */
function nameIn(event: unknown, field: string): string | null {
  const value: unknown = isRecord(event) ? event[field] : null;
  return typeof value === "string" && value !== "" ? value.slice(0, longest) : null;
}
