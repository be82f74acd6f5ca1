import { SoraE2EEError } from "../errors.ts";
import { describeException } from "./exception.ts";

/** Converts an error of `getUserMedia` to an error of this library. */
export function deviceFailure(cause: unknown): SoraE2EEError {
  // The names are of the W3C Media Capture and Streams specification, `getUserMedia`.
  switch (describeException(cause).name) {
    case "NotAllowedError":
    case "SecurityError":
      return new SoraE2EEError(
        "device-permission-denied",
        'The browser does not allow the camera or microphone. Allow it for this site in the browser settings. In an <iframe>, add allow="camera; microphone".',
        { cause },
      );
    case "NotFoundError":
    case "OverconstrainedError":
      return new SoraE2EEError(
        "device-not-found",
        "No camera or microphone fits the constraints. Connect one, or relax the constraints.",
        { cause },
      );
    case "NotReadableError":
    case "AbortError":
      return new SoraE2EEError(
        "device-in-use",
        "The camera or microphone could not be started. Close other programs that use it.",
        { cause },
      );
    case "TypeError":
      return new SoraE2EEError(
        "invalid-options",
        "The media constraints are invalid, or request neither audio nor video. Request at least one.",
        { cause },
      );
    default:
      return new SoraE2EEError(
        "internal",
        "The camera or microphone failed for an unknown reason. Try again, or choose another device.",
        { cause },
      );
  }
}
