import { useEffect, useState } from "react";
import { type ConnectionStats, createStatsSummary } from "../call/connection-stats.ts";
import type { SoraCall } from "../call/types.ts";
import { useSoraCall } from "./SoraCallProvider.tsx";

/**
 * Bit rate, loss and round trip time of the call, per direction. Null until two samples exist, and without a
 * connection. @param intervalMs Milliseconds between two samples. Default 1000.
 */
export function useConnectionStats(intervalMs = 1000, call?: SoraCall): ConnectionStats | null {
  const owner = useSoraCall(call);
  const [stats, setStats] = useState<ConnectionStats | null>(null);
  useEffect(() => {
    const summarize = createStatsSummary();
    let stopped = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = async () => {
      const report = await owner.getStats().catch(() => null);
      if (stopped) return;
      setStats(summarize(report));
      timer = setTimeout(look, intervalMs);
    };
    void look();
    return () => {
      stopped = true;
      clearTimeout(timer);
    };
  }, [owner, intervalMs]);
  return stats;
}
