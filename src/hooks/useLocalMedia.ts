import { useEffect, useMemo, useRef, useState } from "react";
import { useStore } from "zustand";
import { createRetention } from "../call/retention.ts";
import { createLocalMedia } from "../devices/local-media-source.ts";
import type { MediaProcessors } from "../devices/processor-types.ts";
import type { LocalMediaOptions, LocalMediaSource, LocalMediaState } from "../devices/types.ts";
import type { MediaKind } from "../status.ts";

export interface UseLocalMediaOptions extends LocalMediaOptions {
  /** Opens the devices on mount, for a preview. Default false: a call with this `media` opens them. */
  readonly autoOpen?: boolean;
  /**
   * A source of the app's own, in the place of a new one: it is not released on unmount, and of the other options only
   * `processors` have an effect. For tests and stories, `createTestMedia`.
   */
  readonly media?: LocalMediaSource;
}

export interface UseLocalMediaResult
  extends LocalMediaState,
    Pick<
      LocalMediaSource,
      "open" | "turnOn" | "turnOff" | "choose" | "chooseSpeaker" | "startScreen" | "stopScreen"
    > {
  /** Turns the device off when it is on or opening, otherwise on. Never rejects. */
  readonly toggle: (kind: MediaKind) => Promise<void>;
  /** For the `media` of `useSoraE2EE` or `createSoraCall`. The same object in every render. */
  readonly media: LocalMediaSource;
}

/**
 * Camera, microphone and shared screen of this person: the state and the errors of each, and functions to
 * change them. Releases all of them on unmount. Options are read once, except `processors`: a new function
 * replaces the previous one without opening the device again. Keep each function the same from render to
 * render.
 */
export function useLocalMedia({
  autoOpen = false,
  media,
  ...options
}: UseLocalMediaOptions = {}): UseLocalMediaResult {
  const [made] = useState(() => makeMedia(options, autoOpen, media));
  useEffect(() => made.retention.retain(made.onHeld), [made]);
  const state = useStore(made.media.store);
  useProcessors(made.media, state, options.processors);
  return useMemo(() => ({ ...state, ...made.actions, media: made.media }), [state, made]);
}

/** Number of swaps in a row after which they count as a loop. */
const swapsInARow = 2;

/** Gives the source the functions of the last render. */
function useProcessors(
  media: LocalMediaSource,
  state: LocalMediaState,
  { camera, microphone }: MediaProcessors = {},
): void {
  const last = useRef({ state, camera, microphone, swaps: 0, given: false });
  useEffect(() => {
    const before = last.current;
    const changed = camera !== before.camera || microphone !== before.microphone;
    // A function that is new in each render: each swap changes the state, which renders again, which causes the
    // next swap.
    const swaps = changed && state !== before.state ? before.swaps + 1 : 0;
    // A source of the app's own may have processors that it was given elsewhere.
    const given = before.given || camera != null || microphone != null;
    last.current = { state, camera, microphone, swaps, given };
    if (given && swaps <= swapsInARow) media.setProcessors({ camera, microphone });
  }, [media, state, camera, microphone]);
}

function makeMedia(options: LocalMediaOptions, autoOpen: boolean, given?: LocalMediaSource) {
  const media = given ?? createLocalMedia(options);
  const open = () => media.open();
  const retention = createRetention(() => given ?? media.close());
  const onHeld = () => void (autoOpen && open());
  const toggle = async (kind: MediaKind) => {
    const { microphone, camera } = media.store.getState();
    const { status } = kind === "audio" ? microphone : camera;
    if (status === "off" || status === "failed") await media.turnOn(kind);
    else media.turnOff(kind);
  };
  const actions: Omit<UseLocalMediaResult, keyof LocalMediaState | "media"> = {
    open,
    toggle,
    turnOn: (kind) => media.turnOn(kind),
    turnOff: (kind) => media.turnOff(kind),
    choose: (kind, deviceId) => media.choose(kind, deviceId),
    chooseSpeaker: (deviceId) => media.chooseSpeaker(deviceId),
    startScreen: (display) => media.startScreen(display),
    stopScreen: () => media.stopScreen(),
  };
  return { media, retention, onHeld, actions };
}
