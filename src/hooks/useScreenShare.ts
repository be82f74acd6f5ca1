import { useEffect, useMemo, useRef } from "react";
import { useStore } from "zustand";
import { createSoraCall } from "../call/create-sora-call.ts";
import { createRetention } from "../call/retention.ts";
import { createScreenShare, type ScreenShare, type ScreenShareState } from "../call/screen-share.ts";
import { besideCamera, insteadOfCamera } from "../call/screen-targets.ts";
import type { SoraCall, SoraCallOptions } from "../call/types.ts";
import type { ScreenAvailability } from "../devices/screen-availability.ts";
import { useSoraCall } from "./SoraCallProvider.tsx";
import { useScreenAvailability } from "./support.ts";

export type UseScreenShareResult = ScreenShareState &
  Pick<ScreenShare, "start" | "stop"> & {
    /**
     * Whether this page can share a screen, as far as the browser tells beforehand: `available`, `unknown` in the first
     * render and on the server, or the error code that `start` would end with.
     */
    readonly availability: ScreenAvailability;
  };

/**
 * Shares a screen, window or tab. Without `beside` it takes the place of the camera, which comes back afterwards.
 *
 * @param beside The options of the call: then the screen is a second connection with these, a second picture of the
 * same person (`useParticipants`).
 * @param call Instead of the nearest `SoraCallProvider`'s.
 * @throws {SoraE2EEError} `invalid-state` when there is neither.
 */
export function useScreenShare(beside?: SoraCallOptions, call?: SoraCall): UseScreenShareResult {
  return useScreenShareWith(createSoraCall, beside, call);
}

/** `useScreenShare` over another maker of calls. */
export function useScreenShareWith(
  createCall: (options: SoraCallOptions) => SoraCall,
  beside?: SoraCallOptions,
  call?: SoraCall,
): UseScreenShareResult {
  const owner = useSoraCall(call);
  const latest = useRef(beside);
  useEffect(() => {
    if (beside) latest.current = beside;
  });
  const isBeside = beside !== undefined;
  const { share, retention } = useMemo(() => {
    const target = isBeside
      ? besideCamera(owner, () => latest.current as SoraCallOptions, createCall)
      : insteadOfCamera(owner);
    const made = createScreenShare(owner, target);
    return {
      share: made,
      retention: createRetention(() => void made.stop()),
    };
  }, [owner, isBeside, createCall]);
  useEffect(() => retention.retain(), [retention]);
  const { start, stop } = share;
  const availability = useScreenAvailability();
  const state = useStore(share.store);
  return useMemo(() => ({ ...state, start, stop, availability }), [state, start, stop, availability]);
}
