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
import type { UseSoraE2EEOptions } from "./useSoraE2EE.ts";

export type UseScreenShareResult = ScreenShareState &
  Pick<ScreenShare, "start" | "stop"> & {
    /**
     * The browser's information about screen sharing in this page: `available`, `unknown` in the first render
     * and on the server, or the error code that `start` would end with.
     */
    readonly availability: ScreenAvailability;
  };

/** The options of the call that the screen belongs to. `createCall` is the one of `useSoraE2EE`. */
export type ScreenShareOptions = SoraCallOptions & Pick<UseSoraE2EEOptions, "createCall">;

/**
 * Shares a screen, window or tab. Without `beside`, the screen replaces the camera until sharing ends.
 *
 * @param beside The options of the call. With them the screen is a second connection, shown as a second picture
 * of the same person (`useParticipants`).
 * @param call Replaces the call of the nearest `SoraCallProvider`.
 * @throws {SoraE2EEError} `invalid-state` when there is neither.
 */
export function useScreenShare(beside?: ScreenShareOptions, call?: SoraCall): UseScreenShareResult {
  const owner = useSoraCall(call);
  const { createCall = createSoraCall, ...options } = beside ?? {};
  const latest = useRef({ options, createCall });
  useEffect(() => {
    if (beside) latest.current = { options, createCall };
  });
  const isBeside = beside !== undefined;
  const { share, retention } = useMemo(() => {
    const target = isBeside
      ? besideCamera(
          owner,
          () => latest.current.options as SoraCallOptions,
          (given) => latest.current.createCall(given),
        )
      : insteadOfCamera(owner);
    const made = createScreenShare(owner, target);
    return {
      share: made,
      retention: createRetention(() => void made.stop()),
    };
  }, [owner, isBeside]);
  useEffect(() => retention.retain(), [retention]);
  const { start, stop } = share;
  const availability = useScreenAvailability();
  const state = useStore(share.store);
  return useMemo(() => ({ ...state, start, stop, availability }), [state, start, stop, availability]);
}
