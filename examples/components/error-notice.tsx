import { ErrorNotice, useCallError, useCallPhase, useSoraCall } from "react-sora-e2ee";

export function Problem() {
  const call = useSoraCall();
  const phase = useCallPhase();
  const error = useCallError();
  if (phase !== "failed" || !error) return null;
  return <ErrorNotice error={error} onRetry={() => void call.connect().catch(() => undefined)} />;
}
