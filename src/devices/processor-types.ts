import type { SoraE2EEError } from "../errors.ts";

/** The answer of a processor: a track, or a track and a function that releases it. */
export type ProcessedTrack =
  | MediaStreamTrack
  | {
      readonly track: MediaStreamTrack;
      /** Called once, when the track is not used any more. The library stops the track itself. */
      readonly dispose?: () => unknown;
    };

/**
 * Makes another track out of the track of a device, for example with a blurred background. It is called again
 * for each track that the device opens. It must not stop the track that it is given, because that track is the
 * device's.
 *
 * When it throws, rejects, does not answer within ten seconds, or answers with a track that cannot be used, the plain track
 * is used in its place (`processor-failed`). The same happens when its track ends later.
 */
export type TrackProcessor = (
  track: MediaStreamTrack,
  context: {
    /** Aborted when the result is no longer wanted, also after it was returned. */
    readonly signal: AbortSignal;
  },
) => ProcessedTrack | PromiseLike<ProcessedTrack>;

/**
 * A processor for each device; none: the plain track. Each is compared by identity, so keep the functions the same from
 * render to render: a new function is started in the place of the old one.
 */
export interface MediaProcessors {
  readonly camera?: TrackProcessor | null | undefined;
  readonly microphone?: TrackProcessor | null | undefined;
}

/** The state of a processor. */
export type ProcessorState =
  /** The processor has not answered yet. In the meantime the earlier track is sent. */
  | { readonly status: "starting" }
  | { readonly status: "on" }
  /** The plain track is sent in its place. */
  | { readonly status: "failed"; readonly error: SoraE2EEError };
