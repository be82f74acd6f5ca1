import { SoraE2EEError } from "../errors.ts";
import { deviceFailure } from "./device-failure.ts";

/** @throws {SoraE2EEError} `browser-unsupported`, `device-permission-denied`, `device-not-found`, `device-in-use` or `invalid-options`. */
export async function openDevices(constraints: MediaStreamConstraints): Promise<MediaStream> {
  if (typeof navigator.mediaDevices?.getUserMedia !== "function") {
    throw new SoraE2EEError(
      "browser-unsupported",
      "This page cannot open a camera or microphone. Serve it over https.",
    );
  }
  try {
    return await navigator.mediaDevices.getUserMedia(constraints);
  } catch (cause) {
    throw deviceFailure(cause);
  }
}
