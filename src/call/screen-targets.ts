import type { ScreenTarget } from "./screen-share.ts";
import type { SoraCall, SoraCallOptions } from "./types.ts";

/**
 * Sends the screen in place of the camera, and restores the camera afterwards. For calls without `media`. For
 * calls with `media`, use `media.startScreen`.
 */
export function insteadOfCamera(call: SoraCall): ScreenTarget {
  let camera: MediaStreamTrack | null = null;
  /**
   * The library would stop a camera that it opened when another track replaces it. A copy of the track keeps
   * it alive.
   */
  let spare: MediaStreamTrack | null = null;
  let stopWatching = (): void => undefined;

  /** The library owns a copy that is sent, until the call ends. */
  const releaseSpareAfterCall = (track: MediaStreamTrack): void => {
    stopWatching = call.store.subscribe(({ phase }) => {
      if (phase !== "disconnected" && phase !== "failed") return;
      stopWatching();
      track.stop();
    });
  };

  return {
    pictureOnly: true,
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
      // A call that is over, or not connected at this moment, has no track to replace.
      await call.replaceTrack("video", back).catch(() => undefined);
    },
  };
}

/**
 * Beside the camera: a second connection of the same participant, sealed with keys of its own. It tells the
 * other participants whose screen it is, and tells `call` that it is our own connection.
 *
 * @param getOptions Returns the options of `call`. Read when sharing begins.
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
      const opened = createCall(screenOptions(getOptions(), stream, call));
      second = opened;
      // After a reconnect it has another id and another key. The new key is known first.
      let told: string | null = null;
      const stopTelling = opened.store.subscribe(({ self: { connectionId, fingerprint } }) => {
        if (connectionId === null || connectionId === told) return;
        told = connectionId;
        call.addOwnConnection(connectionId, { purpose: "screen", fingerprint });
      });
      stopWatching = stopTelling;
      await opened.connect();
      const stopHearing = opened.store.subscribe(({ phase, error }) => {
        if (phase === "failed" || phase === "disconnected") onLost(error);
      });
      stopWatching = () => {
        stopTelling();
        stopHearing();
      };
    },
    hide: async () => {
      stopWatching();
      await second?.disconnect();
      second = null;
    },
  };
}

/** Without the participant id of `call`, the screen is a participant of its own. */
function screenOptions(
  { role: _role, stream: _stream, media: _media, constraints: _constraints, ...rest }: SoraCallOptions,
  stream: MediaStream,
  { store, identity: own }: SoraCall,
): SoraCallOptions {
  const { participantId } = store.getState().self;
  const identity = rest.identity === "none" ? "none" : own;
  const audio = stream.getTracks().some(({ kind }) => kind === "audio");
  // A call without video can still share a screen.
  const connectionOptions = { ...rest.connectionOptions, audio, video: true };
  const participant = { ...(participantId !== null && { id: participantId }), purpose: "screen" } as const;
  // Peers report to the other call which frames of the screen they decrypt.
  return { ...rest, role: "sendonly", stream, connectionOptions, participant, identity, receipts: false };
}
