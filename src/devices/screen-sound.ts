/**
 * Whether a shared screen has sound: `shared`; `none`, when the person chose a source without it or turned it off; or
 * `unsupported`, when this browser never gives it.
 */
export type ScreenSound = "shared" | "none" | "unsupported";

/**
 * What to ask for a screen with its sound: for `start` of a screen beside the camera. The sound is taken as it is, without the
 * processing for voices, and without the sound of the call itself where the browser can leave that out.
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

/** Of a stream for which sound was asked. */
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
