import { SoraE2EEError } from "../errors.ts";
import { mlsSuiteOf } from "./agreement-options.ts";
import type { SoraCallOptions } from "./types.ts";

/**
 * The call's worker. Three files keep the wasm and MLS code out of apps that do not use it. The build
 * replaces these expressions with the packaged worker files.
 */
export function createDefaultWorker({
  engine = "built-in",
  agreement,
}: Pick<SoraCallOptions, "engine" | "agreement">): Worker {
  switch (mlsSuiteOf(agreement)) {
    case "x25519":
      return new Worker(new URL("../e2ee/worker/mls-entry.ts", import.meta.url), { type: "module" });
    case "x-wing":
      return new Worker(new URL("../e2ee/worker/mls-x-wing-entry.ts", import.meta.url), { type: "module" });
  }
  return engine === "built-in"
    ? new Worker(new URL("../e2ee/worker/entry.ts", import.meta.url), { type: "module" })
    : new Worker(new URL("../e2ee/worker/wasm-entry.ts", import.meta.url), { type: "module" });
}

/** @throws {SoraE2EEError} `worker-crashed` when it cannot be made, `invalid-options` when it is no worker. */
export function startWorker(createWorker: () => Worker): Worker {
  const worker: unknown = made(createWorker);
  if (isWorker(worker)) return worker;
  throw new SoraE2EEError(
    "invalid-options",
    "createWorker returned something other than a Worker. Return a Worker synchronously.",
  );
}

function made(createWorker: () => Worker): Worker {
  try {
    return createWorker();
  } catch (cause) {
    throw new SoraE2EEError(
      "worker-crashed",
      `The encryption worker could not be started. ${remedyFor(cause)}`,
      { cause },
    );
  }
}

function remedyFor(cause: unknown): string {
  const { name, message } = cause instanceof Error || cause instanceof DOMException ? cause : new Error();
  if (/Trusted/u.test(message)) {
    return "This page requires Trusted Types. Give createWorker, which starts the worker from a URL that the page's own policy created.";
  }
  if (name === "SecurityError") {
    return "Browsers start workers only from the page's own origin, and not in a sandboxed frame without allow-same-origin. Host worker.js on the page's origin and start it in createWorker.";
  }
  return "Check the page's Content Security Policy (worker-src) and the option createWorker.";
}

/**
 * Checks the methods in use, because another window's worker is not an instance of this window's `Worker`.
 */
function isWorker(value: unknown): value is Worker {
  if (typeof value !== "object" || value === null) return false;
  const worker = value as Partial<Record<keyof Worker, unknown>>;
  return (["postMessage", "addEventListener", "terminate"] as const).every(
    (name) => typeof worker[name] === "function",
  );
}
