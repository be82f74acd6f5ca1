import { SoraE2EEError } from "../../errors.ts";
import { maxPeers } from "../../protocol/limits.ts";
import { maxWaitingPerSource } from "./inbound-pacing.ts";
import type { EngineOptions, FromWorker, WorkerFailure, WorkerRequest } from "./messages.ts";

/**
 * The failure in the form that goes to the page. The text of a foreign error could contain anything, so it is
 * left out.
 */
export function toFailure(error: unknown): WorkerFailure {
  if (error instanceof SoraE2EEError) return { code: error.code, message: error.message };
  return { code: "internal", message: "The encryption worker had an unexpected error." };
}

/** True when the call must end because a request of this kind failed with this error. */
export function endsCall(error: unknown, kind: WorkerRequest["kind"]): boolean {
  const code = error instanceof SoraE2EEError ? error.code : null;
  if (code === "wasm-crashed") return true;
  // Without our own connection id no frame can be sealed. Without a new key, the peer that left could continue
  // to decrypt. A join also makes the fresh key for earlier leaves.
  return (kind === "start" || kind === "peer-left" || kind === "peer-joined") && code !== "invalid-state";
}

/** createWorker started a worker without the engine that the options ask for. */
export function otherWorker(asked: EngineOptions): SoraE2EEError {
  const mls = asked.kind === "mls" && asked.suite === "x-wing" ? "mls-x-wing-worker.js" : "mls-worker.js";
  const file = { "built-in": "worker.js", wasm: "wasm-worker.js", mls }[asked.kind];
  return new SoraE2EEError(
    "invalid-options",
    `This worker has no engine for the requested key agreement. createWorker must start ${file}.`,
  );
}

export function invalidState(): SoraE2EEError {
  return new SoraE2EEError(
    "invalid-state",
    "The encryption worker cannot handle this request in its present state.",
  );
}

/** Not limited like other refusals, because it is the only explanation for frames that are not sent. */
export function unsupportedMedia(connectionId: string | null): FromWorker {
  const error = new SoraE2EEError(
    "codec-unsupported",
    "Media arrived in a codec that cannot be sealed, or that was not negotiated. They were dropped.",
  );
  return { type: "refused", connectionId, error: toFailure(error) };
}

export function keysExhausted(): SoraE2EEError {
  return new SoraE2EEError(
    "key-exhausted",
    "This connection has sealed 2^32 frames. Connect again for new keys.",
  );
}

export function invalidStreamId(): SoraE2EEError {
  return new SoraE2EEError(
    "invalid-connection-id",
    "The server offered a stream whose id is not a connection id. The stream is not shown.",
  );
}

export function invalidPeerId(): SoraE2EEError {
  return new SoraE2EEError(
    "invalid-connection-id",
    "The server announced a peer whose connection id is not 26 ASCII characters. It was ignored.",
  );
}

export function tooManyPeers(): SoraE2EEError {
  return new SoraE2EEError(
    "too-many-peers",
    `The server announced more than ${maxPeers} other connections. The ones over the limit get no keys.`,
  );
}

export function invalidStatement(): SoraE2EEError {
  return new SoraE2EEError(
    "identity-invalid",
    "The identity statement of a peer is invalid. The peer is shown without a confirmed identity.",
  );
}

export function reusedIdentityKey(): SoraE2EEError {
  return new SoraE2EEError(
    "identity-key-reused",
    "Two connections announced the same identity key. The one that did not prove it gets no keys, because each connection has its own.",
  );
}

export function droppedMessages(count: number): SoraE2EEError {
  return new SoraE2EEError(
    "message-flood",
    `More than ${maxWaitingPerSource} messages of one sender were waiting. ${count} were dropped.`,
  );
}
