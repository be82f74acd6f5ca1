import { SoraE2EEError } from "../errors.ts";
import { deviceFailure } from "./device-failure.ts";

/**
 * Asks for a screen, window or tab. Must be called in a click.
 * @throws {SoraE2EEError} `browser-unsupported`, or `device-permission-denied` when the person chose nothing.
 */
export async function openScreen(options: DisplayMediaStreamOptions = {}): Promise<MediaStream> {
  if (typeof navigator === "undefined" || !navigator.mediaDevices?.getDisplayMedia) {
    throw new SoraE2EEError(
      "browser-unsupported",
      "This browser cannot share a screen. Use one on a computer, over https.",
    );
  }
  try {
    return await navigator.mediaDevices.getDisplayMedia(options);
  } catch (cause) {
    const failure = deviceFailure(cause);
    if (failure.code !== "device-permission-denied") throw failure;
    throw new SoraE2EEError(failure.code, "No screen was chosen, or sharing it is not allowed.", { cause });
  }
}
