import { SoraE2EEError } from "../errors.ts";
import { type MediaKind, mediaKinds } from "../status.ts";
import type { CallMessages } from "./app-messages.ts";

/** Arguments of a call's methods. Callers in JavaScript may give anything; each check throws `invalid-options`. */

const messageKinds: readonly (keyof CallMessages)[] = ["push", "message", "sealed"];

/** @throws {SoraE2EEError} `invalid-options` */
export function requireListener(kind: unknown, listener: unknown): void {
  if (!messageKinds.some((known) => known === kind)) {
    throw invalid(`on listens to ${messageKinds.join(", ")}, not to another kind`);
  }
  if (typeof listener !== "function") throw invalid("the listener of on must be a function");
}

/** @throws {SoraE2EEError} `invalid-options` */
export function requireTrack(kind: MediaKind, track: MediaStreamTrack | null): void {
  if (!mediaKinds.some((known) => known === kind)) {
    throw invalid('the kind for replaceTrack must be "audio" or "video"');
  }
  if (track === null) return;
  const given = isRecord(track) && typeof track.stop === "function" ? track.kind : null;
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
  // Also bytes of another window.
  const isBytes = ArrayBuffer.isView(data) && Object.prototype.toString.call(data) === "[object Uint8Array]";
  if (typeof data !== "string" && !isBytes) {
    throw invalid("the data of a message must be a string or a Uint8Array");
  }
}

/** The recipient of a sealed message; null: everybody. @throws {SoraE2EEError} `invalid-options` */
export function recipient(options: unknown): string | null {
  if (options === undefined || options === null) return null;
  if (!isRecord(options)) throw invalid("the options of sendSealedMessage must be an object");
  const { to = null } = options;
  if (to !== null && typeof to !== "string") throw invalid("to must be a connection id");
  return to;
}

/** @throws {SoraE2EEError} `invalid-options` */
export function requireConnectionId(connectionId: unknown): void {
  if (typeof connectionId !== "string") throw invalid("the connection id must be a string");
}

/** @throws {SoraE2EEError} `invalid-options` */
export function requireOwnConnection(connectionId: unknown, own: unknown): void {
  requireConnectionId(connectionId);
  const { purpose, fingerprint } = isRecord(own) ? own : {};
  const isFingerprint = fingerprint === null || typeof fingerprint === "string";
  if ((purpose !== "camera" && purpose !== "screen") || !isFingerprint) {
    throw invalid('addOwnConnection needs a purpose ("camera" or "screen") and a fingerprint, or null');
  }
}

/** The signal that aborts connecting. @throws {SoraE2EEError} `invalid-options` */
export function signalOf(options: unknown): AbortSignal | undefined {
  if (options === undefined || options === null) return undefined;
  if (!isRecord(options)) throw invalid("the options of connect must be an object");
  const { signal } = options;
  if (signal === undefined || signal === null) return undefined;
  if (!isRecord(signal) || typeof signal.addEventListener !== "function" || !("aborted" in signal)) {
    throw invalid("signal must be an AbortSignal");
  }
  return signal as unknown as AbortSignal;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function invalid(detail: string): SoraE2EEError {
  return new SoraE2EEError("invalid-options", `This call cannot do that: ${detail}.`);
}
