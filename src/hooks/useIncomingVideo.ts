import { useCallback, useMemo, useState } from "react";
import type { SoraCall } from "../call/types.ts";
import { claimsScreen } from "../store/participants.ts";
import { hasWeakDownlink } from "../store/quality.ts";
import { canStopVideo } from "./adaptive-layers.ts";
import { useQuiet, useSustained } from "./advice.ts";
import { useCallState } from "./useCallState.ts";

export interface UseIncomingVideoOptions {
  /** False: the call has no simulcast, so the server cannot leave out the video. Default true. */
  readonly enabled?: boolean;
  /** True in a call with spotlight. Default false. */
  readonly spotlight?: boolean;
  readonly call?: SoraCall;
}

export interface UseIncomingVideoResult {
  /** True when the server offers the methods that stop the video of single peers. */
  readonly available: boolean;
  /** True when our own downlink was poor for ten seconds. */
  readonly weak: boolean;
  /** True when this person should stop the video of others. */
  readonly advised: boolean;
  /** The person's choice. Pass it to `AdaptiveLayers` as `camerasStopped`. */
  readonly stopped: boolean;
  /** Sets `stopped`. */
  readonly stop: () => void;
  /** Clears `stopped`. There is no advice for five minutes. */
  readonly resume: () => void;
  /** Records that the person declined. There is no advice for five minutes. */
  readonly dismiss: () => void;
}

/**
 * Advises to receive no video of the peers' cameras after our downlink was poor for ten seconds, and keeps the
 * person's choice. `AdaptiveLayers` carries it out: the server then forwards no video of them.
 */
export function useIncomingVideo(options: UseIncomingVideoOptions = {}): UseIncomingVideoResult {
  const { enabled = true, spotlight = false, call } = options;
  // Null: there is no connection at present. The person's choice is kept for the next one.
  const canStop = useCallState(({ server }) => server && canStopVideo(server.rpcMethods, spotlight), call);
  const receivesVideo = useCallState(
    ({ peers }) => Object.values(peers).some((peer) => peer.sending.video && !claimsScreen(peer)),
    call,
  );
  const weak = useSustained(useCallState(hasWeakDownlink, call));
  const [isQuiet, dismiss] = useQuiet();
  const [isStopped, setStopped] = useState(false);
  const available = enabled && canStop === true;
  const stop = useCallback(() => setStopped(true), []);
  const resume = useCallback(() => {
    setStopped(false);
    // The person wants the video although the downlink may still be weak.
    dismiss();
  }, [dismiss]);
  const stopped = isStopped && enabled && canStop !== false;
  const advised = weak && available && receivesVideo && !stopped && !isQuiet;
  return useMemo(
    () => ({ available, weak, advised, stopped, stop, resume, dismiss }),
    [available, weak, advised, stopped, stop, resume, dismiss],
  );
}
