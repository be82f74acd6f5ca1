import { SoraE2EEError } from "../../errors.ts";
import type { WorkerFailure } from "./messages.ts";

/** As it crosses to the page. The text of an error that is not ours could hold anything, so it stays here. */
export function toFailure(error: unknown): WorkerFailure {
  if (error instanceof SoraE2EEError) return { code: error.code, message: error.message };
  return { code: "internal", message: "The encryption worker met an unexpected error." };
}
