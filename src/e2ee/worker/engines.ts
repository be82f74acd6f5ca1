import type { SoraE2EEError } from "../../errors.ts";
import type { KeyAgreement, RenewResult } from "../agreement/types.ts";
import type { EngineOptions } from "./messages.ts";

export interface EngineEvents {
  /** Aborted when the call ends before the engine is there. */
  readonly signal: AbortSignal;
  readonly onProgress: (loaded: number, total: number | null) => void;
  readonly onCompiled: (module: WebAssembly.Module) => void;
  /** The engine is of no use any more. */
  readonly onCrash: (error: SoraE2EEError) => void;
}

export interface LoadedEngine {
  readonly agreement: KeyAgreement;
  /** Fresh keys to everybody, for an engine that cannot announce the ones it has. */
  readonly renew?: () => Promise<RenewResult>;
  readonly dispose: () => void;
}

export type LoadEngine = (options: EngineOptions, events: EngineEvents) => Promise<LoadedEngine>;
