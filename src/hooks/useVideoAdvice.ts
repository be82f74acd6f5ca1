import { useCallback, useEffect, useState } from "react";
import type { SoraCall } from "../call/types.ts";
import { useCallState } from "./useCallState.ts";

export interface UseVideoAdviceOptions {
  /** Whether one's own camera is on: only then is there something to turn off. */
  readonly cameraOn: boolean;
  readonly call?: SoraCall;
}

export interface UseVideoAdviceResult {
  /** To save the call, this person should turn the camera off. */
  readonly advised: boolean;
  /** The person has answered, one way or the other: no advice for five minutes. */
  readonly dismiss: () => void;
}

/** The uplink must be poor for this long, and well for as long before the advice goes away, in milliseconds. */
const sustained = 10_000;
const quiet = 5 * 60_000;

/** Advises to turn one's own camera off when our own uplink was poor for ten seconds, as statistics show it. */
export function useVideoAdvice({ cameraOn, call }: UseVideoAdviceOptions): UseVideoAdviceResult {
  const isPoor = useCallState(({ quality }) => quality?.uplink === "poor", call);
  const [isSustained, setSustained] = useState(false);
  const [isQuiet, setQuiet] = useState(false);

  useEffect(() => {
    const timer = setTimeout(setSustained, sustained, isPoor);
    return () => clearTimeout(timer);
  }, [isPoor]);

  useEffect(() => {
    if (!isQuiet) return;
    const timer = setTimeout(setQuiet, quiet, false);
    return () => clearTimeout(timer);
  }, [isQuiet]);

  const dismiss = useCallback(() => setQuiet(true), []);
  return { advised: isSustained && cameraOn && !isQuiet, dismiss };
}
