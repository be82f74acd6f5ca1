/**
 * The reasons with which the server ends a connection: a WebSocket close code and a reason of at most 123
 * bytes.
 */
export interface CloseReason {
  readonly code: number;
  readonly reason: string;
}

/** A reason of a WebSocket close has at most 123 bytes. */
const refused = (reason: string): CloseReason => ({
  code: 4490,
  reason: Buffer.from(reason)
    .subarray(0, 120)
    .toString()
    .replace(/\uFFFD+$/, ""),
});
const timedOut = (reason: string): CloseReason => ({ code: 4491, reason });

export const CLOSE = {
  normal: { code: 1000, reason: "NO-ERROR" },
  typeDisconnect: { code: 1000, reason: "TYPE-DISCONNECT" },
  disconnectedApi: { code: 1000, reason: "DISCONNECTED-API" },
  lifetimeExpired: { code: 1000, reason: "LIFETIME-EXPIRED" },
  serverShutdown: { code: 1001, reason: "SERVER-SHUTDOWN" },
  e2eeDisabled: refused("E2EE-DISABLED: the server setting e2ee is false"),
  messagingDisabled: refused("MESSAGING-DISABLED: the server setting data_channel_messaging is false"),
  invalidJson: refused("INVALID-JSON"),
  invalidSdp: (detail: string) => refused(`INVALID-SDP: ${detail}`),
  invalidMessage: (detail: string) => refused(`INVALID-MESSAGE: ${detail}`),
  /** The answer of the auth hook cannot be used. */
  invalidGrant: (detail: string) => refused(`AUTH-WEBHOOK-RETURN-ERROR: ${detail}`),
  authHookFailed: refused("AUTH-WEBHOOK-ERROR"),
  notAllowed: (reason: string) => refused(reason),
  missingChannelId: refused("MISSING-CHANNEL-ID"),
  unknownRole: refused("UNKNOWN-ROLE: role must be sendrecv, sendonly or recvonly"),
  unexpectedMessage: (type: string) => refused(`UNEXPECTED-MESSAGE: ${type}`),
  unexpectedBinary: refused("UNEXPECTED-BINARY: binary before connect, or from a connection without e2ee"),
  invalidKeyMessage: (detail: string) => refused(`INVALID-KEY-MESSAGE: ${detail}`),
  messageTooLarge: refused("MESSAGE-TOO-LARGE"),
  fingerprintMismatch: refused("DTLS-FINGERPRINT-MISMATCH"),
  handshakeFailed: refused("DTLS-HANDSHAKE-FAILED"),
  connectTimeout: timedOut("CONNECT-TIMEOUT: no connect message, answer or media transport in time"),
  pongTimeout: timedOut("PONG-TIMEOUT"),
  transportTimeout: timedOut("TRANSPORT-TIMEOUT: nothing received from the client"),
  transportClosed: timedOut("TRANSPORT-CLOSED: the client closed its peer connection"),
  handshakeAborted: { code: 4499, reason: "HANDSHAKE-ABORTED: asked for by a test option" },
  internalError: { code: 4500, reason: "INTERNAL-ERROR" },
} as const;

/**
 * Thrown by code that refuses a client's message. The reader of the message closes the connection with it.
 */
export class Refusal extends Error {
  constructor(readonly close: CloseReason) {
    super(close.reason);
    this.name = "Refusal";
  }
}
