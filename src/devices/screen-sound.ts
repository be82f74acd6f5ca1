/**
 * The sound of a shared screen: `shared`; `none`, when the person chose a source without sound or turned it
 * off; or `unsupported`, when this browser never offers it.
 */
export type ScreenSound = "shared" | "none" | "unsupported";

/**
 * Constraints for a screen with its sound, for `start` of a screen beside the camera. The sound has no voice
 * processing, and excludes the sound of the call if the browser supports that.
 */
export function screenWithSound(): DisplayMediaStreamOptions {
  const audio = {
    echoCancellation: false,
    noiseSuppression: false,
    autoGainControl: false,
    restrictOwnAudio: true,
  };
  // W3C Screen Capture; not in the DOM types. Browsers ignore members that they do not know.
  const options: DisplayMediaStreamOptions & { readonly systemAudio: "include" } = {
    video: true,
    audio,
    systemAudio: "include",
  };
  return options;
}

/** For a stream whose sound was requested. */
export function soundOf(stream: MediaStream): ScreenSound {
  if (stream.getTracks().some(({ kind, readyState }) => kind === "audio" && readyState === "live"))
    return "shared";
  return givesScreenSound() ? "none" : "unsupported";
}

/** Browsers with sound of screens know this constraint: Chromium. Firefox and Safari know neither. */
function givesScreenSound(): boolean {
  const known = navigator.mediaDevices.getSupportedConstraints?.() as
    | Readonly<Record<string, boolean>>
    | undefined;
  return known?.suppressLocalAudioPlayback === true;
}
