import { isScreenForbidden } from "./screen-availability.ts";
import { screenError, screenFailure } from "./screen-failure.ts";

/**
 * Asks for a screen, window or tab. Must be called in a click.
 * @throws {SoraE2EEError} One of the `screen-…` codes: `screen-not-chosen` when the person closed the dialog.
 */
export async function openScreen(options: DisplayMediaStreamOptions = {}): Promise<MediaStream> {
  if (typeof navigator === "undefined" || !navigator.mediaDevices?.getDisplayMedia) {
    throw screenError("screen-unsupported");
  }
  const asked = performance.now();
  try {
    return await navigator.mediaDevices.getDisplayMedia(options);
  } catch (cause) {
    const elapsed = performance.now() - asked;
    throw screenFailure(cause, { forbidden: await isScreenForbidden(), elapsed });
  }
}
