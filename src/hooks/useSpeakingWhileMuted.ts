import { useEffect, useState } from "react";
import { openDevices } from "../devices/open-devices.ts";
import { trackLevel } from "../devices/track-level.ts";
import type { LocalMediaState } from "../devices/types.ts";

export interface UseSpeakingWhileMutedOptions {
  /** Listens only while this is true. Default false: a microphone that is off is released. */
  readonly enabled?: boolean;
  /**
   * The function that measures the level of a track. Default: an `AudioContext`. Pass the same function each
   * time.
   */
  readonly measure?: (track: MediaStreamTrack) => (onLevel: (level: number) => void) => () => void;
}

/** The level from which a sound counts as a voice and not as room noise, 0 to 1. */
const voice = 0.04;
/** Number of measurements in a row, at ten per second. A cough or a key press is shorter. */
const forSpeech = 4;
const forSilence = 20;

/**
 * Tells if this person speaks while their microphone is off. For this it opens the microphone a second time
 * while it is off. The sound stays on this device and is not stored. The browser shows that the microphone is
 * in use, so let people choose this feature (`enabled`). Releases it when the microphone is turned on, on
 * unmount, and when `enabled` ends.
 *
 * @param media The result of `useLocalMedia`; null: there is no microphone.
 */
export function useSpeakingWhileMuted(
  media: Pick<LocalMediaState, "microphone"> | null,
  { enabled = false, measure = trackLevel }: UseSpeakingWhileMutedOptions = {},
): boolean {
  const [speaking, setSpeaking] = useState(false);
  const off = media?.microphone.status === "off";
  const deviceId = media?.microphone.deviceId ?? null;
  const listens = enabled && off;

  useEffect(() => {
    if (!listens) return;
    let over = false;
    let end: () => void = () => undefined;
    const listen = async () => {
      const audio = deviceId === null ? true : { deviceId };
      const stream = await openDevices({ audio });
      const [track] = stream.getTracks();
      if (!track) return;
      if (over) return track.stop();
      let loud = 0;
      let silent = 0;
      const stopMeasuring = measure(track)((level) => {
        loud = level >= voice ? loud + 1 : 0;
        silent = level >= voice ? 0 : silent + 1;
        if (loud >= forSpeech) setSpeaking(true);
        else if (silent >= forSilence) setSpeaking(false);
      });
      end = () => {
        stopMeasuring();
        track.stop();
      };
    };
    // Without a microphone or permission there is no result.
    listen().catch(() => undefined);
    return () => {
      over = true;
      end();
      setSpeaking(false);
    };
  }, [listens, deviceId, measure]);
  return speaking;
}
