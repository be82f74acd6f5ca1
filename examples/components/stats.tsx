import { StatsPanel, useCallState, useConnectionStats } from "react-sora-e2ee";

export function Numbers() {
  const stats = useConnectionStats();
  const { keyId, senders } = useCallState((state) => state.self);
  const receivers = useCallState(({ peers }) => Object.values(peers).flatMap((peer) => peer.receivers));
  return <StatsPanel stats={stats} keyId={keyId} senders={senders} receivers={receivers} />;
}
