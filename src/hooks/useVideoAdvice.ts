import type { SoraCall } from "../call/types.ts";
import { useQuiet, useSustained } from "./advice.ts";
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
 * Advises to turn our own camera off after our uplink was poor for ten seconds, by the browser's statistics.
 */
export function useVideoAdvice({ cameraOn, call }: UseVideoAdviceOptions): UseVideoAdviceResult {
  const isPoor = useCallState(({ quality }) => quality?.uplink === "poor", call);
  const isSustained = useSustained(isPoor);
  const [isQuiet, dismiss] = useQuiet();
  return { advised: isSustained && cameraOn && !isQuiet, dismiss };
}
