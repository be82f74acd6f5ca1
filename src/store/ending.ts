import type { SoraE2EEError } from "../errors.ts";

/**
 * Why a call is over. An app can switch on `reason`:
 *
 * - `left`: this page ended it, by `disconnect`, an unmount or an aborted `connect`.
 * - `replaced`: another connection of the same call takes its place, because its options changed.
 * - `ended-by-server`: the server ended it, with this WebSocket close code (1005: it gave none) and this text. Sora says
 *   `DISCONNECTED-API` when its HTTP API removed the connection and `LIFETIME-EXPIRED` when its time was up.
 * - `lost`: the connection broke, and connecting again did not work in time.
 * - `failed`: it could not be set up, or a part of its protection failed.
 */
export type CallEnding =
  | { readonly reason: "left" }
  | { readonly reason: "replaced" }
  | { readonly reason: "ended-by-server"; readonly code: number; readonly text: string }
  | { readonly reason: "lost"; readonly error: SoraE2EEError }
  | { readonly reason: "failed"; readonly error: SoraE2EEError };
