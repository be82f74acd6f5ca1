import { SoraE2EEError } from "../errors.ts";
import { isJson } from "../sora/check-connection-options.ts";
import { type MediaKind, mediaKinds } from "../status.ts";
import type { OwnConnection } from "../store/types.ts";
import type { CallMessages } from "./app-messages.ts";
import { readOr } from "./readable.ts";
import type { SoraCallOptions } from "./types.ts";

/**
 * Arguments of a call's methods. Callers in JavaScript may give anything, also objects whose getters throw;
 * each check throws `invalid-options`. A check reads an argument once. Use its result in place of the argument.
 */

const messageKinds: readonly (keyof CallMessages)[] = ["push", "message", "sealed", "signaling", "timeline"];

/** @throws {SoraE2EEError} `invalid-options` */
export function requireListener(kind: unknown, listener: unknown): void {
  if (!messageKinds.some((known) => known === kind)) {
    throw invalid(`the kind for on must be one of ${messageKinds.join(", ")}`);
  }
  if (typeof listener !== "function") throw invalid("the listener of on must be a function");
}

/** @throws {SoraE2EEError} `invalid-options` */
export function requireTrack(kind: MediaKind, track: MediaStreamTrack | null): void {
  if (!mediaKinds.some((known) => known === kind)) {
    throw invalid('the kind for replaceTrack must be "audio" or "video"');
  }
  if (track === null) return;
  const given = reading("replaceTrack", () =>
    isRecord(track) && typeof track.stop === "function" ? track.kind : null,
  );
  if (given !== kind) {
    throw invalid(
      given === null
        ? "the track for replaceTrack must be a MediaStreamTrack or null"
        : `replaceTrack("${kind}") takes a track of this kind, not of the kind "${String(given)}"`,
    );
  }
}

/** @throws {SoraE2EEError} `invalid-options` */
export function requireMessage(label: unknown, data: unknown): void {
  if (typeof label !== "string" || label === "") throw invalid("the label of a message must be a string");
  // Accepts bytes of another window, too.
  const isBytes = reading(
    "sendMessage",
    () => ArrayBuffer.isView(data) && Object.prototype.toString.call(data) === "[object Uint8Array]",
  );
  if (typeof data !== "string" && !isBytes) {
    throw invalid("the data of a message must be a string or a Uint8Array");
  }
}

/** The recipient of a sealed message; null: everybody. @throws {SoraE2EEError} `invalid-options` */
export function recipient(options: unknown): string | null {
  if (options === undefined || options === null) return null;
  if (!isRecord(options)) throw invalid("the options of sendSealedMessage must be an object");
  const { to = null } = reading("sendSealedMessage", () => ({ to: options.to }));
  if (to !== null && typeof to !== "string") throw invalid("to must be a connection id");
  return to;
}

/** @throws {SoraE2EEError} `invalid-options` */
export function requireRpc(method: unknown, params: unknown, options: unknown): void {
  if (typeof method !== "string" || method === "") throw invalid("the method of rpc must be a string");
  if (params !== undefined && !reading("rpc", () => isRecord(params) && isJson(params))) {
    throw invalid("the parameters of rpc must be an object or a list with a JSON form");
  }
  if (options === undefined) return;
  if (!isRecord(options)) throw invalid("the options of rpc must be an object");
  const { timeout, notification } = reading("rpc", () => {
    const { timeout, notification } = options;
    return { timeout, notification };
  });
  const isTime = typeof timeout === "number" && Number.isFinite(timeout) && timeout > 0;
  if (timeout !== undefined && !isTime) throw invalid("timeout must be a number of milliseconds above 0");
  if (notification !== undefined && typeof notification !== "boolean") {
    throw invalid("notification must be true or false");
  }
}

/** @throws {SoraE2EEError} `invalid-options` */
export function requireConnectionId(connectionId: unknown): void {
  if (typeof connectionId !== "string") throw invalid("the connection id must be a string");
}

/** Another connection of this page, as it was given. @throws {SoraE2EEError} `invalid-options` */
export function ownConnectionOf(connectionId: unknown, own: unknown): OwnConnection {
  requireConnectionId(connectionId);
  const { purpose, fingerprint } = reading("addOwnConnection", () =>
    isRecord(own) ? { purpose: own.purpose, fingerprint: own.fingerprint } : {},
  );
  const isFingerprint = fingerprint === null || typeof fingerprint === "string";
  if ((purpose !== "camera" && purpose !== "screen") || !isFingerprint) {
    throw invalid('addOwnConnection needs a purpose ("camera" or "screen") and a fingerprint, or null');
  }
  return { purpose, fingerprint };
}

/** Reads the value that a person compared: digits or a fingerprint; null withdraws the verification. @throws {SoraE2EEError} `invalid-options` */
export function comparedText(compared: unknown): string | null {
  const text = reading("setVerified", () => (isRecord(compared) ? compared.digits : compared));
  if (text === null || typeof text === "string") return text;
  throw invalid(
    "setVerified needs the compared safety number or fingerprint, or null to withdraw the verification",
  );
}

/** The reason for leaving the call. An unreadable reason becomes the default, because leaving never fails. */
export function reasonOf(options: unknown): "left" | "replaced" {
  const reason = readOr<unknown>(null, () => (options as { reason?: unknown } | null | undefined)?.reason);
  return reason === "replaced" ? reason : "left";
}

/**
 * Options of a call, read once. Errors in them are reported when the call connects.
 * @throws {SoraE2EEError}
 * `invalid-options`
 */
export function optionsOf(options: unknown): SoraCallOptions {
  if (!isRecord(options)) throw invalid("the options of setOptions must be an object");
  return reading("setOptions", () => ({ ...options })) as unknown as SoraCallOptions;
}

/** The signal that aborts connecting. @throws {SoraE2EEError} `invalid-options` */
export function signalOf(options: unknown): AbortSignal | undefined {
  if (options === undefined || options === null) return undefined;
  if (!isRecord(options)) throw invalid("the options of connect must be an object");
  return reading("connect", () => {
    const { signal } = options;
    if (signal === undefined || signal === null) return undefined;
    if (!isRecord(signal) || typeof signal.addEventListener !== "function" || !("aborted" in signal)) {
      throw invalid("signal must be an AbortSignal");
    }
    return signal as unknown as AbortSignal;
  });
}

function reading<Value>(method: string, read: () => Value): Value {
  try {
    return read();
  } catch (cause) {
    if (cause instanceof SoraE2EEError) throw cause;
    throw new SoraE2EEError(
      "invalid-options",
      `An argument of ${method} cannot be read, because a getter or proxy in it throws. Pass plain values.`,
      { cause },
    );
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function invalid(detail: string): SoraE2EEError {
  return new SoraE2EEError("invalid-options", `This call cannot do that: ${detail}.`);
}
