import { SoraE2EEError } from "../errors.ts";

/** How the signaling WebSocket was closed. */
export interface SignalingClose {
  readonly code: number;
  readonly reason: string;
}

/** NO-ERROR, or no code at all (RFC 6455 section 7.4.1). */
export function isOrdinaryClose(code: number): boolean {
  return code === 1000 || code === 1005;
}

/**
 * Why connecting failed, from what the SDK threw; its `ConnectError` carries how the WebSocket was closed.
 * @param opened whether a signaling WebSocket was open at all.
 * @param keyLabel the messaging DataChannel that was asked for, for key messages.
 */
export function connectFailure(
  cause: unknown,
  opened: boolean,
  keyLabel: string | null = null,
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
  if (close && keyLabel !== null) {
    const refusal = messagingRefusal(close, keyLabel, cause);
    if (refusal) return refusal;
  }
  if (close && /e2ee/i.test(close.reason)) {
    return new SoraE2EEError(
      "e2ee-disabled",
      'This Sora has end-to-end encryption turned off. Set e2ee = true in sora.conf (Sora up to 2024.1), or use relay: "messaging" (Sora from 2024.2 on).',
      { cause },
    );
  }
  if (cause instanceof Error && cause.message.includes("timeout")) {
    return new SoraE2EEError(
      "connection-timeout",
      "The connection was not ready in time. Check that UDP or TURN traffic to Sora is let through.",
      { cause },
    );
  }
  return new SoraE2EEError(
    "signaling-refused",
    `Sora ended the connection while it was being set up${closeText(close)}. Check the channel id, the metadata and Sora's logs.`,
    { cause },
  );
}

/** The connection ended after it had been there, and not by us. */
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

/** What the server has against our DataChannel, in words that it may choose freely. */
function messagingRefusal(close: SignalingClose, label: string, cause: unknown): SoraE2EEError | null {
  if (/label|header|direction/i.test(close.reason)) {
    return new SoraE2EEError(
      "messaging-label-refused",
      `Sora refused the DataChannel "${label}" for key messages${closeText(close)}. Choose another label in the relay option, or, for a Sora before 2024.2, set its senderHeader to false.`,
      { cause },
    );
  }
  if (/messaging|data.?channel/i.test(close.reason)) {
    return new SoraE2EEError(
      "messaging-disabled",
      `Sora refused messaging${closeText(close)}. Set data_channel_messaging = true and data_channel_signaling = true in sora.conf.`,
      { cause },
    );
  }
  return null;
}

function closeOf(cause: unknown): SignalingClose | null {
  if (typeof cause !== "object" || cause === null || !("code" in cause) || !("reason" in cause)) return null;
  const { code, reason } = cause;
  return typeof code === "number" && typeof reason === "string" ? { code, reason } : null;
}

function closeText(close: SignalingClose | null): string {
  if (!close) return "";
  // A close reason is the server's text: shown, but never longer than WebSocket allows it to be.
  return ` (code ${close.code}${close.reason ? `, ${close.reason.slice(0, 123)}` : ""})`;
}
