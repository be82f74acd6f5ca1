import { useMemo } from "react";
import type { MediaProcessors, TrackProcessor } from "../devices/processor-types.ts";
import { useKeptChoice } from "./kept-choice.ts";

/** Something that a person can switch on for their camera, their microphone, or both. */
export interface MediaEffect {
  /** Unique among the effects. Not empty. */
  readonly id: string;
  /** In the language of the person. */
  readonly name: string;
  /** For the camera. Keep it the same from render to render. */
  readonly camera?: TrackProcessor;
  /** For the microphone. Keep it the same from render to render. */
  readonly microphone?: TrackProcessor;
  /** Why this browser cannot run it, in a sentence: it is listed, and cannot be chosen. Default: it can. */
  readonly unavailable?: string | null;
}

export interface UseMediaEffectsOptions {
  /** Key in `localStorage` for the choices, to be found again on the next visit. Read once. Default: not kept. */
  readonly remember?: string;
}

/** The effects of one device. */
export interface EffectChoice {
  /** Those there are for this device. */
  readonly effects: readonly MediaEffect[];
  /** Id of the one that is switched on; null: none. */
  readonly chosen: string | null;
  /** Switches this one on, in the place of the one before; null: none. */
  readonly choose: (id: string | null) => void;
}

export interface UseMediaEffectsResult {
  readonly camera: EffectChoice;
  readonly microphone: EffectChoice;
  /** Of what is chosen: for `useLocalMedia`. */
  readonly processors: MediaProcessors;
}

type Device = "camera" | "microphone";

/**
 * Which effects this person has switched on: for the `processors` of `useLocalMedia`, and for an `EffectsMenu`. An effect that
 * is gone from `effects`, or has become unavailable, is off.
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
