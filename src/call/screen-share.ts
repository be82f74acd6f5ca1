import { createStore, type StoreApi } from "zustand/vanilla";
import { openScreen } from "../devices/open-screen.ts";
import { screenError } from "../devices/screen-failure.ts";
import { SoraE2EEError } from "../errors.ts";
import type { CallPhase } from "../store/types.ts";
import type { SoraCall } from "./types.ts";

export type ScreenShareState =
  | { readonly status: "off" | "choosing"; readonly stream: null; readonly error: null }
  | { readonly status: "starting" | "on"; readonly stream: MediaStream; readonly error: null }
  | { readonly status: "failed"; readonly stream: null; readonly error: SoraE2EEError };

/** Where a screen goes. */
export interface ScreenTarget {
  /** @throws {SoraE2EEError} when it cannot be sent. */
  show(stream: MediaStream, onLost: (error: SoraE2EEError | null) => void): Promise<void>;
  /** Never rejects. */
  hide(): Promise<void>;
}

export interface ScreenShare {
  readonly store: Pick<StoreApi<ScreenShareState>, "getState" | "getInitialState" | "subscribe">;
  /** Asks for a screen, window or tab and sends it. Needs a click. Never rejects: see the state's `error`. */
  start(options?: DisplayMediaStreamOptions): Promise<void>;
  /** Ends it and releases the screen. Never rejects. */
  stop(): Promise<void>;
}

const off: ScreenShareState = { status: "off", stream: null, error: null };
const over: ReadonlySet<CallPhase> = new Set(["disconnecting", "disconnected", "failed"]);

/** Shares a screen in `call` until it is stopped, here, in the browser's own bar or by the end of the call. */
export function createScreenShare(call: SoraCall, target: ScreenTarget): ScreenShare {
  const store = createStore<ScreenShareState>(() => off);
  /** The share as it is now; what belongs to an earlier one has no say. */
  let current: { release(): void } | null = null;
  let hiding: Promise<void> = Promise.resolve();

  const end = (error: SoraE2EEError | null): Promise<void> => {
    if (!current) return hiding;
    current.release();
    current = null;
    store.setState(error ? { status: "failed", stream: null, error } : off, true);
    hiding = target.hide();
    return hiding;
  };

  const send = async (stream: MediaStream): Promise<void> => {
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
    current = share;
    store.setState({ status: "starting", stream, error: null }, true);
    try {
      await hiding;
      await target.show(stream, endThis);
      if (current === share) store.setState({ status: "on", stream, error: null }, true);
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
      store.setState({ status: "choosing", stream: null, error: null }, true);
      try {
        const stream = await openScreen(options);
        if (current === choosing && !over.has(call.store.getState().phase)) await send(stream);
        else for (const track of stream.getTracks()) track.stop();
      } catch (cause) {
        if (current === choosing)
          store.setState({ status: "failed", stream: null, error: asError(cause) }, true);
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
