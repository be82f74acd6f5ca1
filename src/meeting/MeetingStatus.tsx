import { useI18n } from "../components/I18nProvider.tsx";
import { useCallPhase } from "../hooks/useCallPhase.ts";
import { useCallState } from "../hooks/useCallState.ts";
import { usePeople } from "../hooks/usePeople.ts";
import { LoadingProgress } from "./LoadingProgress.tsx";

/** Where the call is, for everyone's eyes and for screen readers. */
export function MeetingStatus() {
  const { t } = useI18n();
  const phase = useCallPhase();
  const others = usePeople().length;
  const progress = useCallState((state) => state.progress);
  const line = phase === "connected" ? t("grid.count", { count: others + 1 }) : t(`phase.${phase}`);
  return (
    <div className="sora-meeting-status">
      <p role="status">{line}</p>
      {phase === "initializing" && progress && <LoadingProgress {...progress} />}
    </div>
  );
}
