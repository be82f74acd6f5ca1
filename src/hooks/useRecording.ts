import { useEffect, useMemo, useRef } from "react";
import { useStore } from "zustand";
import type { SoraCall } from "../call/types.ts";
import { createRecording } from "../recording/recording.ts";
import type { Recording, RecordingState, RecordingTexts } from "../recording/types.ts";
import { useSoraCall } from "./SoraCallProvider.tsx";

export interface UseRecordingOptions {
  /** Instead of the nearest `SoraCallProvider`'s. */
  readonly call?: SoraCall;
  /** Texts that are drawn into the picture. Default: English. */
  readonly texts?: RecordingTexts;
}

export type UseRecordingResult = RecordingState & Pick<Recording, "start" | "proceed" | "stop" | "answer">;

/**
 * Records the call on this device with the consent of the participants, and lists the recordings of other
 * participants (docs/recording.md). The call must name `label` in `sealedMessages`, which turns on
 * `dataChannelSignaling`. A recording ends and is saved when the call ends and when the component unmounts.
 * Renders again with each second of one's own recording.
 *
 * @throws {SoraE2EEError} `invalid-state` when there is neither a `call` nor a provider.
 */
export function useRecording(label: string, { call, texts }: UseRecordingOptions = {}): UseRecordingResult {
  const recording = useRecordingStore(label, texts, call);
  const state = useStore(recording.store);
  return useMemo(() => {
    const { start, proceed, stop, answer } = recording;
    return { ...state, start, proceed, stop, answer };
  }, [state, recording]);
}

/** `useRecording` without rendering: for many readers, each of a part. Null without a label. */
export function useRecordingStore(label: string, texts?: RecordingTexts, call?: SoraCall): Recording;
export function useRecordingStore(
  label: string | null,
  texts?: RecordingTexts,
  call?: SoraCall,
): Recording | null;
export function useRecordingStore(
  label: string | null,
  texts?: RecordingTexts,
  call?: SoraCall,
): Recording | null {
  const owner = useSoraCall(call);
  const latest = useRef(texts);
  useEffect(() => {
    latest.current = texts;
  });
  const made = useMemo(
    () => (label === null ? null : createRecording(owner, label, () => latest.current)),
    [owner, label],
  );
  useEffect(() => made?.listen(), [made]);
  return made;
}

/** The state of a recording. Renders again when it changes. */
export function useRecordingState({ store }: Pick<Recording, "store">): RecordingState {
  return useStore(store);
}
