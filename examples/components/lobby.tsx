import { Lobby, type UseLocalMediaResult, useDevices, useSupport } from "react-sora-e2ee";

interface WayInProps {
  /** The result of `useLocalMedia`. */
  readonly local: UseLocalMediaResult;
  readonly onJoin: (name: string) => void;
}

export function WayIn({ local, onJoin }: WayInProps) {
  const devices = useDevices(local.media);
  const support = useSupport();
  return (
    <Lobby
      media={local}
      devices={devices}
      support={support}
      onToggle={(kind, on) => (on ? void local.turnOn(kind) : local.turnOff(kind))}
      onChoose={(kind, deviceId) => void local.choose(kind, deviceId)}
      onChooseSpeaker={local.chooseSpeaker}
      onJoin={onJoin}
    />
  );
}
