import { isRecord } from "./untrusted-json.ts";

/** One step of signaling for an app's own log, without its content. */
export interface SignalingTrace {
  readonly transport: "websocket" | "datachannel";
  /** The SDK's name of the step, such as `onmessage-offer`. */
  readonly type: string;
}

/** One step of the connection for an app's own log, without its content. */
export interface TimelineTrace {
  readonly source: "websocket" | "datachannel" | "peerconnection" | "sora";
  /** The SDK's name of the step, such as `onconnectionstatechange`. */
  readonly type: string;
  /** The label of the step's DataChannel. */
  readonly label: string | null;
}

const longest = 80;

/**
 * The parts of the SDK's `signaling` and `timeline` events that an app may get. Their data are left out,
 * because they contain access tokens, session descriptions with ICE passwords, key bundles and key messages.
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

/** Names start with the SDK's action. A server can choose the end of some names. */
function nameIn(event: unknown, field: string): string | null {
  const value: unknown = isRecord(event) ? event[field] : null;
  return typeof value === "string" && value !== "" ? value.slice(0, longest) : null;
}
