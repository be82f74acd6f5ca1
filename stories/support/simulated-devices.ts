import { createGeneratedStream, type GeneratedStream } from "react-sora-e2ee/testing";

/**
 * Replaces the browser's devices with a microphone and a camera that need no permission. Returns a function
 * that restores them.
 */
export function simulateDevices(): () => void {
  const opened: GeneratedStream[] = [];
  const { mediaDevices } = navigator;
  const own = Object.getOwnPropertyDescriptor(mediaDevices, "getUserMedia");
  mediaDevices.getUserMedia = async ({ audio, video } = {}) => {
    const generated = createGeneratedStream({ hue: video ? 210 : null, toneHz: audio ? 0 : null });
    opened.push(generated);
    return generated.stream ?? new MediaStream();
  };
  return () => {
    if (own) Object.defineProperty(mediaDevices, "getUserMedia", own);
    else Reflect.deleteProperty(mediaDevices, "getUserMedia");
    for (const { release } of opened) release();
  };
}
