/** All error codes of this library. The list is complete, so an app can use `switch` over it. */
export const soraE2EEErrorCodes = [
  // before anything is opened
  "browser-unsupported",
  "sdk-incompatible",
  "invalid-options",
  "codec-unsupported",
  "metadata-failed",
  // devices
  "device-permission-denied",
  "device-not-found",
  "device-in-use",
  "processor-failed",
  // a shared screen
  "screen-unsupported",
  "screen-not-allowed",
  "screen-not-chosen",
  "screen-not-found",
  "screen-not-readable",
  "screen-constraints",
  "screen-needs-click",
  "screen-failed",
  // a recording on this device
  "recording-unsupported",
  "recording-not-chosen",
  "recording-declined",
  "recording-failed",
  // the engine and Sora's wasm
  "wasm-not-found",
  "wasm-invalid",
  "wasm-integrity-mismatch",
  "wasm-runtime-mismatch",
  "wasm-no-global",
  "wasm-crashed",
  "worker-crashed",
  // signaling and the server's settings
  "server-unreachable",
  "signaling-refused",
  "e2ee-disabled",
  "e2ee-routing-missing",
  "messaging-disabled",
  "messaging-label-refused",
  "notifications-disabled",
  "notification-connection-id-disabled",
  "notification-metadata-disabled",
  "rpc-failed",
  "connection-lost",
  "connection-timeout",
  "aborted",
  // key agreement
  "invalid-bundle",
  "invalid-message",
  "invalid-state",
  "unknown-peer",
  "session-exists",
  "too-many-skipped",
  "authentication-failed",
  "forged-sender",
  "message-flood",
  "too-many-peers",
  "invalid-connection-id",
  // identities
  "identity-invalid",
  "identity-key-reused",
  "identity-key-failed",
  "identity-storage-blocked",
  "identity-storage-corrupted",
  "contacts-file-invalid",
  "vouch-failed",
  "vouch-invalid",
  "vouch-expired",
  "vouch-wrong-key",
  "vouch-wrong-issuer",
  "vouch-wrong-audience",
  "vouch-unchecked",
  // frames
  "frame-malformed",
  "frame-authentication-failed",
  "key-exhausted",
  "plaintext-detected",
  // any other error: a defect of this library or of something below it
  "internal",
] as const;

export type SoraE2EEErrorCode = (typeof soraE2EEErrorCodes)[number];

/**
 * The one error class of this library. `message` is a sentence for a person that says what to change. It
 * never contains key material or message contents.
 */
export class SoraE2EEError extends Error {
  override readonly name = "SoraE2EEError";
  readonly code: SoraE2EEErrorCode;

  constructor(code: SoraE2EEErrorCode, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}

/**
 * The browsers that error texts recommend. Calls are tested end to end in them, as the README's table says.
 * Chrome and Edge are Chromium.
 */
export const browserAdvice = "Use a current Chrome, Edge or Firefox";
