import { useCallback, useEffect, useState } from "react";
import type { SoraCall } from "../call/types.ts";
import { useCallState } from "./useCallState.ts";

export interface UseVideoAdviceOptions {
  /** True while our own camera is on. Without a camera there is no advice. */
  readonly cameraOn: boolean;
  readonly call?: SoraCall;
}

export interface UseVideoAdviceResult {
  /** True when this person should turn the camera off. */
  readonly advised: boolean;
  /** Records the person's answer. There is no advice for five minutes. */
  readonly dismiss: () => void;
}

/**
 * Time for which the uplink must be poor before the advice appears, and good before it disappears, in
 * milliseconds.
 */
const sustained = 10_000;
const quiet = 5 * 60_000;

/**
 * Advises to turn our own camera off after our uplink was poor for ten seconds, by the browser's statistics.
 */
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
