import { createStore, type StoreApi } from "zustand/vanilla";
import { openScreen } from "../devices/open-screen.ts";
import { screenError } from "../devices/screen-failure.ts";
import { type ScreenSound, soundOf } from "../devices/screen-sound.ts";
import { SoraE2EEError } from "../errors.ts";
import type { CallPhase } from "../store/types.ts";
import type { SoraCall } from "./types.ts";

export type ScreenShareState =
  | { readonly status: "off" | "choosing"; readonly stream: null; readonly sound: null; readonly error: null }
  | {
      readonly status: "starting" | "on";
      readonly stream: MediaStream;
      /** Null: no sound was requested, or the target cannot send sound. */
      readonly sound: ScreenSound | null;
      readonly error: null;
    }
  | { readonly status: "failed"; readonly stream: null; readonly sound: null; readonly error: SoraE2EEError };

/** The place to which a screen is sent. */
export interface ScreenTarget {
  /** @throws {SoraE2EEError} when it cannot be sent. */
  show(stream: MediaStream, onLost: (error: SoraE2EEError | null) => void): Promise<void>;
  /** Never rejects. */
  hide(): Promise<void>;
  /** Sends the picture only, so sound is not asked for. Default false. */
  readonly pictureOnly?: boolean;
}

export interface ScreenShare {
  readonly store: Pick<StoreApi<ScreenShareState>, "getState" | "getInitialState" | "subscribe">;
  /**
   * Asks for a screen, window or tab and sends it; with its sound, for example by `screenWithSound()`, where the target takes
   * sound. Needs a click. Never rejects: see the state's `error`.
   */
  start(options?: DisplayMediaStreamOptions): Promise<void>;
  /** Ends it and releases the screen. Never rejects. */
  stop(): Promise<void>;
}

const off: ScreenShareState = { status: "off", stream: null, sound: null, error: null };
const over: ReadonlySet<CallPhase> = new Set(["disconnecting", "disconnected", "failed"]);

/** Shares a screen in `call` until the app or the browser's own bar stops it, or the call ends. */
export function createScreenShare(call: SoraCall, target: ScreenTarget): ScreenShare {
  const store = createStore<ScreenShareState>(() => off);
  /** The current share. Events of earlier shares are ignored. */
  let current: { release(): void } | null = null;
  let hiding: Promise<void> = Promise.resolve();

  const end = (error: SoraE2EEError | null): Promise<void> => {
    if (!current) return hiding;
    current.release();
    current = null;
    store.setState(error ? { status: "failed", stream: null, sound: null, error } : off, true);
    hiding = target.hide();
    return hiding;
  };

  const send = async (stream: MediaStream, withSound: boolean): Promise<void> => {
    const listening = new AbortController();
    const share = {
      release: () => {
        listening.abort();
        unsubscribe();
        for (const track of stream.getTracks()) track.stop();
      },
    };
    const endThis = (error: SoraE2EEError | null) => void (current === share && end(error));
    const unsubscribe = call.store.subscribe(({ phase }) => void (over.has(phase) && endThis(null)));
    for (const track of stream.getVideoTracks()) {
      track.addEventListener("ended", () => endThis(null), { signal: listening.signal });
    }
    const sound = () => (withSound ? soundOf(stream) : null);
    for (const track of stream.getTracks().filter(({ kind }) => kind === "audio")) {
      const tell = () => {
        const state = store.getState();
        if (current === share && state.stream) store.setState({ ...state, sound: sound() }, true);
      };
      track.addEventListener("ended", tell, { signal: listening.signal });
    }
    current = share;
    store.setState({ status: "starting", stream, sound: sound(), error: null }, true);
    try {
      await hiding;
      await target.show(stream, endThis);
      if (current === share) store.setState({ status: "on", stream, sound: sound(), error: null }, true);
      else await target.hide();
    } catch (cause) {
      endThis(asError(cause));
    }
  };

  return {
    store,
    start: async (options) => {
      if (current) return;
      const choosing = { release: () => undefined };
      current = choosing;
      store.setState({ status: "choosing", stream: null, sound: null, error: null }, true);
      try {
        const withSound = Boolean(options?.audio) && target.pictureOnly !== true;
        const stream = await openScreen(withSound || !options ? options : { ...options, audio: false });
        if (current === choosing && !over.has(call.store.getState().phase)) await send(stream, withSound);
        else for (const track of stream.getTracks()) track.stop();
      } catch (cause) {
        if (current === choosing)
          store.setState({ status: "failed", stream: null, sound: null, error: asError(cause) }, true);
      } finally {
        if (current === choosing) current = null;
        if (!current && store.getState().status === "choosing") store.setState(off, true);
      }
    },
    stop: () => end(null),
  };
}

function asError(cause: unknown): SoraE2EEError {
  if (cause instanceof SoraE2EEError) return cause;
  return screenError("screen-failed", cause);
}
