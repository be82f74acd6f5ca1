import { ConnectionIndicator, useConnectionStats } from "react-sora-e2ee";

/** One's own connection, by what is lost on the way out. */
export function OwnConnection() {
  const stats = useConnectionStats(2000);
  const loss = stats?.send.packetLoss ?? null;
  return (
    <ConnectionIndicator
      quality={loss === null ? null : loss < 0.02 ? "good" : loss < 0.1 ? "fair" : "poor"}
    />
  );
}
