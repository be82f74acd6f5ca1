import { useEffect, useRef } from "react";
import { useI18n } from "../common/I18nProvider.tsx";
import { SafetyNumberNotice } from "./SafetyNumberNotice.tsx";

interface SafetyNumberInterruptionProps {
  readonly name: string;
  /** The person wants to compare the number that there is now. Null while there is none. */
  readonly onAgain: (() => void) | null;
}

/** Replaces a safety number that changed while it was shown. */
export function SafetyNumberInterruption({ name, onAgain }: SafetyNumberInterruptionProps) {
  const { t } = useI18n();
  const notice = useRef<HTMLDivElement>(null);
  // The number and its buttons are gone, so the focus moves to the warning.
  useEffect(() => notice.current?.focus(), []);
  return (
    <>
      <div ref={notice} className="sora-safety-state" tabIndex={-1}>
        <SafetyNumberNotice tone="bad" icon="failing" message="safety.interrupted" name={name} />
      </div>
      {onAgain && (
        <div className="sora-dialog-actions">
          <button type="button" className="sora-button" onClick={() => onAgain()}>
            {t("safety.interrupted.show")}
          </button>
        </div>
      )}
    </>
  );
}
