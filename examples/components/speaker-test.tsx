import { SpeakerTest } from "react-sora-e2ee";

/** Plays a sound file of the app. */
export function TestSound() {
  return <SpeakerTest onPlay={() => new Audio("/sound.mp3").play()} />;
}
