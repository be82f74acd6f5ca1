import { useCallPhase, useCallState, useI18n } from "react-sora-e2ee";
import { LoadingProgress } from "./LoadingProgress.tsx";
import { useTexts } from "./TextsContext.ts";

/** Where the call is, for everyone's eyes and for screen readers. */
export function PhaseLine() {
  const { t } = useI18n();
  const texts = useTexts();
  const phase = useCallPhase();
  const others = useCallState((state) => Object.keys(state.peers).length);
  const line =
    phase === "connected"
      ? others === 0
        ? texts.alone
        : t("grid.count", { count: others + 1 })
      : phase === "failed" || phase === "disconnected"
        ? ""
        : t(`phase.${phase}`);
  return (
    <div className="phase-line">
      <p role="status">{line}</p>
      <LoadingProgress />
    </div>
  );
}
