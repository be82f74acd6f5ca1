import { SoraE2EEError } from "../errors.ts";

/** What was seen of the signaling connection when connecting failed. */
export interface SignalingObservation {
  readonly opened: boolean;
  readonly close: { readonly code: number; readonly reason: string } | null;
}

/** Why connecting failed, from what the SDK threw and what the signaling WebSocket showed. */
export function connectFailure(cause: unknown, { opened, close }: SignalingObservation): SoraE2EEError {
  if (cause instanceof SoraE2EEError) return cause;
  if (!opened) {
    return new SoraE2EEError(
      "server-unreachable",
      "No signaling server answered. Check signalingUrls (wss://…/signaling), the network, and that Sora is running.",
      { cause },
    );
  }
  if (close && /e2ee/i.test(close.reason)) {
    return new SoraE2EEError(
      "e2ee-disabled",
      "This Sora has end-to-end encryption turned off. Set e2ee = true in sora.conf (Sora up to 2024.1).",
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

function closeText(close: SignalingObservation["close"]): string {
  if (!close) return "";
  // A close reason is the server's text: shown, but never longer than WebSocket allows it to be.
  return ` (code ${close.code}${close.reason ? `, ${close.reason.slice(0, 123)}` : ""})`;
}
