import { useState } from "react";
import type { ShownDevice, ShownMedia } from "react-sora-e2ee";

type Kind = "audio" | "video";
const names = { audio: "microphone", video: "camera" } as const;

/** Simulated devices that follow the choices. */
export function useDeviceChoices<Media extends ShownMedia>(initial: Media) {
  const [media, setMedia] = useState(initial);
  const change = (kind: Kind, next: (device: ShownDevice) => ShownDevice) =>
    setMedia((last) => ({ ...last, [names[kind]]: next(last[names[kind]]) }));
  return {
    media,
    onToggle: (kind: Kind, wanted: boolean) =>
      change(kind, ({ deviceId }) =>
        wanted
          ? { deviceId, status: "on", track: { label: "Built-in" } as MediaStreamTrack }
          : { deviceId, status: "off" },
      ),
    onChoose: (kind: Kind, deviceId: string | null) => change(kind, (device) => ({ ...device, deviceId })),
    onChooseSpeaker: (speakerId: string | null) => setMedia((last) => ({ ...last, speakerId })),
  };
}
