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
      return refusal("forged-sender", "An MLS commit has another peer's name.");
    case "unknown-leaf":
    case "empty":
      return notAllowed();
  }
}

export function notAllowed(): SoraE2EEError {
  return refusal("invalid-message", "An MLS commit has forbidden changes, or none.");
}

export function damagedWelcome(): SoraE2EEError {
  return refusal("invalid-message", "An MLS welcome is damaged, or for another key package.");
}

export function notFromMember(): SoraE2EEError {
  return refusal("forged-sender", "An MLS message is not from a member.");
}

export function refusal(code: SoraE2EEErrorCode, sentence: string): SoraE2EEError {
  return new SoraE2EEError(code, `${sentence} It was dropped.`);
}
