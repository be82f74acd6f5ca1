import type { ScreenTarget } from "./screen-share.ts";
import type { SoraCall, SoraCallOptions } from "./types.ts";

/**
 * In the place of the camera, which comes back afterwards. For calls without `media`; with it, `media.startScreen` does
 * this.
 */
export function insteadOfCamera(call: SoraCall): ScreenTarget {
  let camera: MediaStreamTrack | null = null;
  /** The library stops a camera that it opened when another track takes its place: this one stays. */
  let spare: MediaStreamTrack | null = null;
  let stopWatching = (): void => undefined;

  /** A spare that is being sent is nobody's but ours, to the end of the call. */
  const releaseSpareAfterCall = (track: MediaStreamTrack): void => {
    stopWatching = call.store.subscribe(({ phase }) => {
      if (phase !== "disconnected" && phase !== "failed") return;
      stopWatching();
      track.stop();
    });
  };

  return {
    show: async (stream) => {
      const sent = call.store.getState().self.stream?.getVideoTracks()[0] ?? null;
      const copy = sent?.clone() ?? null;
      try {
        await call.replaceTrack("video", stream.getVideoTracks()[0] ?? null);
      } catch (error) {
        copy?.stop();
        throw error;
      }
      camera = sent;
      spare = copy;
      stopWatching();
      if (copy) releaseSpareAfterCall(copy);
    },
    hide: async () => {
      const [original, copy] = [camera, spare];
      camera = null;
      spare = null;
      const back = original?.readyState === "live" ? original : copy;
      if (back !== copy) {
        stopWatching();
        copy?.stop();
      }
      // When the call is over, or not connected at this moment, there is nothing to put it in.
      await call.replaceTrack("video", back).catch(() => undefined);
    },
  };
}

/**
 * Beside the camera: a second connection of the same person, sealed with keys of its own.
 *
 * @param getOptions Those of `call`, as they are when sharing begins.
 */
export function besideCamera(
  call: SoraCall,
  getOptions: () => SoraCallOptions,
  createCall: (options: SoraCallOptions) => SoraCall,
): ScreenTarget {
  let second: SoraCall | null = null;
  let stopWatching = (): void => undefined;
  return {
    show: async (stream, onLost) => {
      const { self } = call.store.getState();
      const opened = createCall(screenOptions(getOptions(), stream, self.bundleId ?? self.connectionId));
      second = opened;
      await opened.connect();
      stopWatching = opened.store.subscribe(({ phase, error }) => {
        if (phase === "failed" || phase === "disconnected") onLost(error);
      });
    },
    hide: async () => {
      stopWatching();
      await second?.disconnect();
      second = null;
    },
  };
}

/** Sora takes connections with one `bundleId` for one person. It is the connection id of those that name none. */
function screenOptions(
  { role: _role, stream: _stream, media: _media, constraints: _constraints, ...rest }: SoraCallOptions,
  stream: MediaStream,
  bundleId: string | null,
): SoraCallOptions {
  const audio = stream.getTracks().some(({ kind }) => kind === "audio");
  const connectionOptions = {
    ...rest.connectionOptions,
    audio,
    ...(bundleId === null ? {} : { bundleId }),
  };
  return { ...rest, role: "sendonly", stream, connectionOptions };
}
