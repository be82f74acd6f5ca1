import type { runtimes } from "../../../unit/wasm/support/stand-in.ts";

/** A replacement for `wasm_exec.js` and the program that it runs. */
export interface StandInOptions {
  /** The Go release whose `wasm_exec.js` it is [1.19]. */
  readonly runtime?: keyof typeof runtimes;
  /** The global that the program offers [e2ee]. */
  readonly build?: "e2ee" | "E2EE" | "neither";
}

/**
 * A `BroadcastChannel`. Any message on it makes the next call of each program of that browser profile panic.
 */
export const panicChannel = "sora-wasm-panic";
