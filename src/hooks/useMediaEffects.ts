import { useMemo } from "react";
import type { MediaProcessors, TrackProcessor } from "../devices/processor-types.ts";
import { useKeptChoice } from "./kept-choice.ts";

/** An effect that a person can switch on for their camera, their microphone, or both. */
export interface MediaEffect {
  /** Unique among the effects. Not empty. */
  readonly id: string;
  /** In the language of the person. */
  readonly name: string;
  /** For the camera. Keep it the same from render to render. */
  readonly camera?: TrackProcessor;
  /** For the microphone. Keep it the same from render to render. */
  readonly microphone?: TrackProcessor;
  /**
   * The reason why this browser cannot run the effect, in a sentence. The effect is then listed, but cannot be
   * chosen. Default: it can run.
   */
  readonly unavailable?: string | null;
}

export interface UseMediaEffectsOptions {
  /** Key in `localStorage` that stores the choices for the next visit. Read once. Default: not stored. */
  readonly remember?: string;
}

/** The effects of one device. */
export interface EffectChoice {
  /** The effects for this device. */
  readonly effects: readonly MediaEffect[];
  /** Id of the effect that is switched on; null: none. */
  readonly chosen: string | null;
  /** Switches this effect on, in place of the previous one; null: none. */
  readonly choose: (id: string | null) => void;
}

export interface UseMediaEffectsResult {
  readonly camera: EffectChoice;
  readonly microphone: EffectChoice;
  /** The processors of the chosen effects, for `useLocalMedia`. */
  readonly processors: MediaProcessors;
}

type Device = "camera" | "microphone";

/**
 * Tracks the effects that this person has switched on, for the `processors` of `useLocalMedia` and for an
 * `EffectsMenu`. An effect is off when it is no longer in `effects`, or has become unavailable.
 */
export function useMediaEffects(
  effects: readonly MediaEffect[],
  { remember }: UseMediaEffectsOptions = {},
): UseMediaEffectsResult {
  const [camera, onCamera] = useEffectChoice("camera", effects, remember);
  const [microphone, onMicrophone] = useEffectChoice("microphone", effects, remember);
  return useMemo(
    () => ({ camera, microphone, processors: { camera: onCamera, microphone: onMicrophone } }),
    [camera, microphone, onCamera, onMicrophone],
  );
}

function useEffectChoice(device: Device, all: readonly MediaEffect[], remember: string | undefined) {
  const key = remember === undefined ? undefined : `${remember}-${device}`;
  const [kept, keep] = useKeptChoice(key, ["", ...all.map(({ id }) => id)], "");
  const effect = all.find(({ id, unavailable = null }) => id === kept && unavailable === null);
  const processor = effect?.[device] ?? null;
  const choice = useMemo<EffectChoice>(
    () => ({
      effects: all.filter((one) => one[device] !== undefined),
      chosen: processor === null ? null : kept,
      choose: (id) => keep(id ?? ""),
    }),
    [device, all, kept, keep, processor],
  );
  return [choice, processor] as const;
}
