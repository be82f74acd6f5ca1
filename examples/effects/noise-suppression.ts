import type { TrackProcessor } from "react-sora-e2ee";

/**
 * Less noise, with Shiguredo's `@shiguredo/noise-suppression`. Its code (5 MB, with the model in it) is loaded when it is
 * switched on.
 */
export const suppressNoise: TrackProcessor = async (track) => {
  const { NoiseSuppressionProcessor } = await import("@shiguredo/noise-suppression");
  const mono = toMono(track);
  const processor = new NoiseSuppressionProcessor();
  try {
    const processed = await processor.startProcessing(mono.track as MediaStreamAudioTrack);
    return {
      track: processed,
      dispose: () => {
        processor.stopProcessing();
        mono.release();
      },
    };
  } catch (error) {
    mono.release();
    throw error;
  }
};

/** The package takes one channel only, and its model was made for 48,000 samples a second. */
function toMono(track: MediaStreamTrack) {
  const context = new AudioContext({ sampleRate: 48_000 });
  const destination = new MediaStreamAudioDestinationNode(context, { channelCount: 1 });
  context.createMediaStreamSource(new MediaStream([track])).connect(destination);
  const [mono] = destination.stream.getAudioTracks();
  const release = () => void context.close();
  if (mono) return { track: mono, release };
  release();
  throw new Error("This browser makes no track of sound.");
}

/**
 * True when this browser supports it: Chrome and Edge. Firefox and Safari cannot process the sound of a track
 * this way.
 */
export function hasNoiseSuppression(): boolean {
  return (
    typeof window !== "undefined" &&
    "MediaStreamTrackProcessor" in window &&
    "MediaStreamTrackGenerator" in window
  );
}
