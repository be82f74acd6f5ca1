import { useEffect, useRef, useState } from "react";
import type { MediaKind, ReceiverFacts } from "../../status.ts";
import {
  type MediaObservation,
  type MediaSample,
  observeMedia,
  recentMs,
  withSample,
} from "./media-observation.ts";

const none: readonly ReceiverFacts[] = [];

/** The state of both kinds of media in the last seconds, from successive counts. */
export function useMediaObservations(
  receivers: readonly ReceiverFacts[] = none,
): Readonly<Record<MediaKind, MediaObservation | null>> {
  const samples = useRef<readonly MediaSample[]>([]);
  const [before, setBefore] = useState<readonly ReceiverFacts[] | null>(null);

  useEffect(() => {
    samples.current = withSample(samples.current, { at: performance.now(), receivers });
    const [oldest, ...newer] = samples.current;
    setBefore(oldest && newer.length > 0 ? oldest.receivers : null);
    // Without new counts for this time, no frame has arrived since.
    const timer = setTimeout(() => setBefore(receivers), recentMs);
    return () => clearTimeout(timer);
  }, [receivers]);

  return { audio: observeMedia("audio", before, receivers), video: observeMedia("video", before, receivers) };
}
