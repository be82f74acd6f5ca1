import type { SoraCall } from "../call/types.ts";
import type { CallState } from "../store/types.ts";

/** Audio levels of peers that a script sets, in the form of the browser's statistics. */
export interface ScriptedLevels {
  /** @param level 0 to 1; 0 for silence. */
  speaks(connectionId: string, level: number): void;
  /** The test's own connection statistics, with these levels added. */
  readonly getStats: SoraCall["getStats"];
}

export function createScriptedLevels(
  getState: () => CallState,
  getStats: SoraCall["getStats"],
): ScriptedLevels {
  const levels = new Map<string, number>();
  return {
    speaks: (connectionId, level) => void levels.set(connectionId, level),
    getStats: async () => {
      const report = await getStats();
      if (levels.size === 0) return report;
      const { peers, self } = getState();
      const all = new Map<string, unknown>(report ?? []);
      for (const [connectionId, audioLevel] of levels) {
        const kind = "audio";
        const trackIdentifier = peers[connectionId]?.audioTrack?.id;
        const own = connectionId === self.connectionId;
        if (own) all.set(connectionId, { type: "media-source", kind, audioLevel });
        else if (trackIdentifier)
          all.set(connectionId, { type: "inbound-rtp", kind, trackIdentifier, audioLevel });
      }
      return all;
    },
  };
}
