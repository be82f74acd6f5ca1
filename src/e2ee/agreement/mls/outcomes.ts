import { SoraE2EEError, type SoraE2EEErrorCode } from "../../../errors.ts";
import type { Outcome } from "./held-messages.ts";
import type { CommitVerdict } from "./rules.ts";

export function outcomeOf(verdict: CommitVerdict): Outcome {
  switch (verdict) {
    case "right":
      return "done";
    case "not-yet":
      return "presence";
    case "without-us":
      return "behind";
    case "forged-sender":
      return refusal("forged-sender", "An MLS commit was sent in another peer's name.");
    case "unknown-leaf":
      return refusal("invalid-message", "An MLS commit removes a leaf that does not exist.");
    case "empty":
      return refusal("invalid-message", "An MLS commit adds and removes nobody.");
  }
}

export function refusal(code: SoraE2EEErrorCode, sentence: string): SoraE2EEError {
  return new SoraE2EEError(code, `${sentence} It was dropped.`);
}
