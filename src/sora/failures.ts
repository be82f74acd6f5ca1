import { browserAdvice, SoraE2EEError } from "../errors.ts";

/** Close code and reason of the signaling WebSocket. */
export interface SignalingClose {
  readonly code: number;
  readonly reason: string;
}

/** The other side closed without a code (RFC 6455 section 7.4.1). */
const noCloseCode = 1005;

/** The codes of an intended end: that of RFC 6455, or no code. */
export function isOrdinaryClose(code: number): boolean {
  return code === 1000 || code === noCloseCode;
}

/** Close reasons of Sora that only answer our own `type: disconnect` or our own close. */
const answers: ReadonlySet<string> = new Set(["", "NO-ERROR", "TYPE-DISCONNECT"]);

/** True when the server closed for a reason of its own, such as `DISCONNECTED-API` or `LIFETIME-EXPIRED`. */
export function namesReason({ code, reason }: SignalingClose): boolean {
  return isOrdinaryClose(code) && !answers.has(reason);
}

/** The server closed all DataChannels without a message. */
export const unexplained: SignalingClose = { code: noCloseCode, reason: "" };

interface ConnectAttempt {
  readonly simulcast?: boolean;
  readonly explain?: (close: SignalingClose, cause: unknown) => SoraE2EEError | null;
}

/**
 * The error for a failed attempt to connect, from the SDK's exception. Its `ConnectError` has the close code
 * and reason of the WebSocket.
 * @param opened whether a signaling WebSocket was open at all.
 * @param asked.simulcast whether simulcast was asked for.
 * @param asked.explain the relay's explanation for the close code and reason; null: none.
 */
export function connectFailure(
  cause: unknown,
  opened: boolean,
  { simulcast = false, explain = () => null }: ConnectAttempt = {},
): SoraE2EEError {
  if (cause instanceof SoraE2EEError) return cause;
  const close = closeOf(cause);
  if (!opened) {
    return new SoraE2EEError(
      "server-unreachable",
      "No signaling server answered. Check signalingUrls (wss://…/signaling), the network, and that Sora is running.",
      { cause },
    );
  }
  const explained = close && explain(close, cause);
  if (explained) return explained;
  if (cause instanceof Error && cause.message.includes("timeout")) {
    return new SoraE2EEError(
      "connection-timeout",
      "The connection was not ready in time. Check that the network allows UDP or TURN traffic to Sora.",
      { cause },
    );
  }
  if (close) {
    return new SoraE2EEError(
      "signaling-refused",
      `Sora ended the connection while it was being set up${closeText(close)}. Check the channel id, the metadata and Sora's logs.`,
      { cause },
    );
  }
  return withoutWordOfServer(cause, simulcast);
}

/** The server did not end the connection, so it is not the cause. */
function withoutWordOfServer(cause: unknown, simulcast: boolean): SoraE2EEError {
  const { name, message } = cause instanceof Error || cause instanceof DOMException ? cause : new Error();
  if (name === "ConnectError") {
    return new SoraE2EEError(
      "connection-lost",
      `The connection to Sora broke while it was being set up: ${message}`,
      { cause },
    );
  }
  if (!(cause instanceof DOMException) && name !== "TypeError") {
    return new SoraE2EEError("internal", "Connecting failed for an unknown reason. The cause says more.", {
      cause,
    });
  }
  if (simulcast) {
    return new SoraE2EEError(
      "browser-unsupported",
      `This browser cannot send simulcast here (${name}). Use a current Chrome or Edge, or turn connectionOptions.simulcast off.`,
      { cause },
    );
  }
  return new SoraE2EEError(
    "browser-unsupported",
    `This browser refused a step of setting up the connection (${name}: ${message}). Check connectionOptions, or: ${browserAdvice}.`,
    { cause },
  );
}

/** The connection was open and ended, but not through us. */
export function connectionLost(event: {
  readonly title: string;
  readonly code?: number;
  readonly reason?: string;
}): SoraE2EEError {
  const close = event.code === undefined ? null : { code: event.code, reason: event.reason ?? "" };
  return new SoraE2EEError(
    "connection-lost",
    `The connection to Sora was lost (${event.title})${closeText(close)}.`,
  );
}

/** The server ended an open connection on purpose. */
export function endedByServer(close: SignalingClose): SoraE2EEError {
  return new SoraE2EEError("signaling-refused", `Sora ended the connection${closeText(close)}.`, {
    cause: close,
  });
}

/** The server's code and text if it ended the connection on purpose; null for every other error. */
export function serverEnd({ code, cause }: SoraE2EEError): SignalingClose | null {
  if (code !== "signaling-refused") return null;
  const close = closeOf(cause);
  return close && isOrdinaryClose(close.code) ? { code: close.code, reason: closeReason(close) } : null;
}

function closeOf(cause: unknown): SignalingClose | null {
  if (typeof cause !== "object" || cause === null || !("code" in cause) || !("reason" in cause)) return null;
  const { code, reason } = cause;
  return typeof code === "number" && typeof reason === "string" ? { code, reason } : null;
}

/** For the end of a sentence. Empty without a code. */
export function closeText(close: { readonly code?: number; readonly reason?: string } | null): string {
  if (close?.code === undefined) return "";
  const reason = closeReason(close);
  return ` (code ${close.code}${reason ? `, ${reason}` : ""})`;
}

/**
 * The server's own text. It is shown, so its length is limited to the maximum of a WebSocket close reason. A cut
 * character is left out.
 */
function closeReason({ reason = "" }: { readonly reason?: string }): string {
  return reason.slice(0, 123).replace(/\p{Surrogate}/gu, "");
}
