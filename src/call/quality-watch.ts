import { claimsScreen } from "../store/participants.ts";
import type { CallEvent, CallState, Peer } from "../store/types.ts";
import { createQualitySummary, type TrackOwner } from "./quality-summary.ts";
import type { CallStore } from "./types.ts";

const intervalMs = 2_000;

/**
 * Samples the browser's statistics every two seconds while the call is connected, and reports the quality of
 * the connections.
 */
export function watchQuality(
  store: CallStore,
  getStats: () => Promise<RTCStatsReport | null>,
  dispatch: (event: CallEvent) => void,
): void {
  let stop = (): void => undefined;
  const start = (): (() => void) => {
    const summarize = createQualitySummary();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isOver = false;
    const look = async (): Promise<void> => {
      const report = await getStats().catch(() => null);
      if (isOver) return;
      const owners = ownersOf(store.getState());
      const quality = summarize(report, (trackId) => owners.get(trackId));
      if (quality && JSON.stringify(quality) !== JSON.stringify(store.getState().quality)) {
        dispatch({ type: "quality", quality });
      }
      timer = setTimeout(look, intervalMs);
    };
    timer = setTimeout(look, intervalMs);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  };
  store.subscribe(({ phase }, before) => {
    if (phase === before.phase) return;
    stop();
    stop = phase === "connected" ? start() : () => undefined;
  });
}

function ownersOf({ peers }: Pick<CallState, "peers">): ReadonlyMap<string, TrackOwner> {
  const owners = new Map<string, TrackOwner>();
  for (const peer of Object.values(peers)) {
    for (const track of [peer.audioTrack, peer.videoTrack]) {
      if (track) owners.set(track.id, { connectionId: peer.connectionId, isSmooth: isSmooth(peer) });
    }
  }
  return owners;
}

function isSmooth(peer: Peer): boolean {
  return peer.encryption.status === "encrypted" && peer.sending.video && !claimsScreen(peer);
}
