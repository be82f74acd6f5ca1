import { LevelMeter, useAudioLevel, useSelf } from "react-sora-e2ee";

/** The level of our own microphone in a call. Without a connection there is no level. */
export function OwnLevel() {
  const { connectionId } = useSelf();
  const level = useAudioLevel(connectionId ?? "");
  return <LevelMeter level={level} />;
}
