import { SoraE2EEError, type SoraE2EEErrorCode } from "../errors.ts";
import { describeException } from "./exception.ts";

/** Facts about a refused request for a screen, besides the exception. */
export interface ScreenRequest {
  /** The page's permissions policy, or a setting of the browser, forbids screen sharing. */
  readonly forbidden: boolean;
  /** The time of the browser's answer, in milliseconds. */
  readonly elapsed: number;
}

/** A person needs longer than this to close a picker. A refusal without a picker is faster. */
const fastestPerson = 200;

const sentences = {
  "screen-unsupported": "This browser cannot share a screen. Use one on a computer, over https.",
  "screen-not-allowed":
    'Screen sharing is not allowed here. An <iframe> needs allow="display-capture"; otherwise allow screen recording for the browser in the system settings.',
  "screen-not-chosen":
    "No screen was chosen, because the browser's dialog was closed. Share again to choose one.",
  "screen-not-found": "The browser found no screen, window or tab to share. Open one, then try again.",
  "screen-not-readable":
    "The screen could not be captured. Choose another screen or window, or restart the browser.",
  "screen-constraints":
    "The constraints of the screen share are invalid. Leave out `min` and `exact`, which getDisplayMedia refuses.",
  "screen-needs-click":
    "A screen can be shared only right after a click or key press, in a page that has the focus.",
  "screen-failed": "The screen could not be shared. Try again.",
} as const satisfies Partial<Record<SoraE2EEErrorCode, string>>;

export type ScreenErrorCode = keyof typeof sentences;

/** Translates what `getDisplayMedia` threw. The names are those of W3C Screen Capture, section 5.1. */
export function screenFailure(cause: unknown, request: ScreenRequest): SoraE2EEError {
  return screenError(codeOf(cause, request), cause);
}

export function screenError(code: ScreenErrorCode, cause?: unknown): SoraE2EEError {
  return new SoraE2EEError(code, sentences[code], cause === undefined ? undefined : { cause });
}

function codeOf(cause: unknown, request: ScreenRequest): ScreenErrorCode {
  const { name, message } = describeException(cause);
  switch (name) {
    case "NotAllowedError":
      return isRefused(message, request) ? "screen-not-allowed" : "screen-not-chosen";
    case "SecurityError":
      return "screen-not-allowed";
    case "NotSupportedError":
      return "screen-unsupported";
    case "NotFoundError":
      return "screen-not-found";
    case "NotReadableError":
      return "screen-not-readable";
    case "OverconstrainedError":
    case "TypeError":
      return "screen-constraints";
    case "InvalidStateError":
      return "screen-needs-click";
    default:
      return "screen-failed";
  }
}

/**
 * Browsers use `NotAllowedError` both for a picker that a person closed and for a refusal without a picker. Chromium
 * tells them apart by its message. Firefox and Safari have one message for both, so the time decides.
 */
function isRefused(message: string, { forbidden, elapsed }: ScreenRequest): boolean {
  if (forbidden || /by system|polic(?:y|ies)/iu.test(message)) return true;
  if (/^permission (?:denied|dismissed)(?: by user)?\.?$/iu.test(message)) return false;
  return elapsed < fastestPerson;
}
