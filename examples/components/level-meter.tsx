import { LevelMeter, useAudioLevel, useSelf } from "react-sora-e2ee";

/** One's own level in a call. Without a connection there is nothing to measure yet. */
export function OwnLevel() {
  const { connectionId } = useSelf();
  const level = useAudioLevel(connectionId ?? "");
  return <LevelMeter level={level} />;
}
