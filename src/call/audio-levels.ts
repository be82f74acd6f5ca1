import { claimsScreen } from "../store/participants.ts";
import { nextSpeaking, nobodySpeaking, type Speaking } from "./active-speaker.ts";
import type { CallStore } from "./types.ts";

const sampleInterval = 200;

/** Audio levels of peers and ourselves. Measured only while there are subscribers, once for all of them. */
export interface AudioLevels {
  /**
   * The level from 0 to 1, in steps of 0.01: decoded audio for peers, recorded audio for ourselves. 0 without
   * audio.
   */
  getLevel(connectionId: string): number;
  /** The connection id of the active speaker among the peers. Short noises do not change it. */
  getActiveSpeaker(): string | null;
  /** Calls back after each measurement. Returns a function that stops it. */
  subscribe(listener: () => void): () => void;
}

type GetStats = () => Promise<RTCStatsReport | null>;

export function createAudioLevels(getStats: GetStats, store: CallStore): AudioLevels {
  const listeners = new Set<() => void>();
  let levels: ReadonlyMap<string, number> = new Map();
  let speaking: Speaking = nobodySpeaking;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let round = {};

  const sample = async (own: object): Promise<void> => {
    const report = await getStats().catch(() => null);
    if (own !== round) return;
    const all = report ? levelsOf(report, store) : new Map<string, number>();
    const { peers } = store.getState();
    // The sound of a shared screen does not count as a speaker.
    const others = new Map(
      [...all].filter(([id]) => {
        const peer = Object.hasOwn(peers, id) ? peers[id] : undefined;
        return peer !== undefined && !claimsScreen(peer);
      }),
    );
    levels = all;
    speaking = nextSpeaking(speaking, others, performance.now());
    for (const listener of [...listeners]) listener();
    if (own === round) timer = setTimeout(() => void sample(own), sampleInterval);
  };

  const stop = (): void => {
    round = {};
    clearTimeout(timer);
    levels = new Map();
    speaking = nobodySpeaking;
  };

  return {
    getLevel: (connectionId) => levels.get(connectionId) ?? 0,
    getActiveSpeaker: () => speaking.speaker,
    subscribe: (listener) => {
      const own = () => listener();
      listeners.add(own);
      if (listeners.size === 1) {
        round = {};
        void sample(round);
      }
      return () => {
        if (listeners.delete(own) && listeners.size === 0) stop();
      };
    },
  };
}

/** Fields of W3C webrtc-stats: `RTCInboundRtpStreamStats`, `RTCAudioSourceStats`. */
function levelsOf(report: RTCStatsReport, store: CallStore): Map<string, number> {
  const { peers, self } = store.getState();
  const senderOf = new Map(
    Object.values(peers).flatMap(({ audioTrack, connectionId }) =>
      audioTrack ? [[audioTrack.id, connectionId] as const] : [],
    ),
  );
  const levels = new Map<string, number>();
  const heard = new Set<string>();
  for (const stats of report.values() as Iterable<Record<string, unknown>>) {
    if (stats.kind !== "audio" || typeof stats.audioLevel !== "number") continue;
    const level = Math.round(stats.audioLevel * 100) / 100;
    if (stats.type === "media-source" && self.connectionId !== null) levels.set(self.connectionId, level);
    if (stats.type !== "inbound-rtp") continue;
    const track = String(stats.trackIdentifier);
    const sender = senderOf.get(track);
    if (sender === undefined) continue;
    // The server chooses the ids of tracks. Two tracks with one id could be of two peers.
    if (heard.has(track)) levels.delete(sender);
    else levels.set(sender, level);
    heard.add(track);
  }
  return levels;
}
