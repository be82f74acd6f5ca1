import { useEffect, useRef, useState } from "react";
import type { SafetyNumber } from "../../status.ts";
import { Dialog } from "../common/Dialog.tsx";
import { useI18n } from "../common/I18nProvider.tsx";
import { SafetyNumberDifference } from "./SafetyNumberDifference.tsx";
import { SafetyNumberForms } from "./SafetyNumberForms.tsx";
import { SafetyNumberHelp } from "./SafetyNumberHelp.tsx";
import { SafetyNumberInterruption } from "./SafetyNumberInterruption.tsx";
import { type Lasting, SafetyNumberNotice } from "./SafetyNumberNotice.tsx";
import { SafetyNumberScanner } from "./SafetyNumberScanner.tsx";

export interface SafetyNumberDialogProps {
  readonly open: boolean;
  /** The other person's. */
  readonly name: string;
  /** Null while their identity key is not known. */
  readonly safetyNumber: SafetyNumber | null;
  /** A person compared it, and the identity key has not changed since. */
  readonly verified: boolean;
  /** It was verified before, with an identity key that is no longer theirs. */
  readonly changed?: boolean;
  /** The lifetime of a comparison. Default: the lifetime of this kind of number. */
  readonly lasting?: Lasting;
  /**
   * Called with the safety number on the screen when the person says that it matches, or with null when the
   * person withdraws that.
   */
  readonly onVerify: (compared: SafetyNumber | null) => void;
  /** Set `open` to false. */
  readonly onClose: () => void;
}

/**
 * Shows the number that two people compare to make sure that no attacker is between them. When the number
 * changes or disappears while it is shown, a warning replaces it, and no peer is verified.
 */
export function SafetyNumberDialog({ open, onClose, ...props }: SafetyNumberDialogProps) {
  const { t } = useI18n();
  return (
    <Dialog open={open} title={t("safety.title", { name: props.name })} onClose={onClose}>
      <UninterruptedComparison {...props} />
    </Dialog>
  );
}

type ComparisonProps = Omit<SafetyNumberDialogProps, "open" | "onClose">;

function UninterruptedComparison(props: ComparisonProps) {
  const { name, safetyNumber } = props;
  const [begun, setBegun] = useState(safetyNumber);
  // The first number to appear was not compared yet, so it causes no warning.
  if (begun === null && safetyNumber !== null) setBegun(safetyNumber);
  const expected = begun ?? safetyNumber;
  return expected?.digits === safetyNumber?.digits ? (
    <Comparison {...props} />
  ) : (
    <SafetyNumberInterruption name={name} onAgain={safetyNumber && (() => setBegun(safetyNumber))} />
  );
}

function Comparison(props: ComparisonProps) {
  const { name, safetyNumber, verified, changed = false, onVerify } = props;
  const { t } = useI18n();
  const [answers, setAnswers] = useState(0);
  const [differs, setDiffers] = useState(false);
  const state = useRef<HTMLDivElement>(null);

  // The pressed button may be gone, so the focus moves to the answer for screen reader users.
  useEffect(() => {
    if (answers > 0) state.current?.focus();
  }, [answers]);

  const answer = (matches: boolean | null) => {
    setAnswers((count) => count + 1);
    setDiffers(matches === false);
  };

  if (!safetyNumber) {
    return <SafetyNumberNotice tone="plain" icon="exchanging" message="safety.unknown" name={name} />;
  }
  const lasting = props.lasting ?? (safetyNumber.kind === "participant" ? "session" : "connection");
  return (
    <>
      <div ref={state} className="sora-safety-state" tabIndex={-1}>
        {differs ? (
          <SafetyNumberDifference name={name} />
        ) : verified ? (
          <SafetyNumberNotice tone="good" icon="verified" message="safety.verified" {...{ name, lasting }} />
        ) : (
          <>
            {changed && <SafetyNumberNotice tone="bad" icon="failing" message="safety.changed" name={name} />}
            <p>{t("safety.lead", { name })}</p>
            <p className="sora-note">{t(`safety.lasting.${lasting}`, { name })}</p>
          </>
        )}
      </div>
      {!differs && <SafetyNumberForms name={name} safetyNumber={safetyNumber} />}
      {!differs && !verified && (
        <SafetyNumberScanner
          name={name}
          digits={safetyNumber.digits}
          onScanned={(matches) => {
            answer(matches);
            if (matches) onVerify(safetyNumber);
          }}
        />
      )}
      {!differs && (
        <SafetyNumberHelp name={name} folded={verified} kind={safetyNumber.kind ?? "connection"} />
      )}
      <div className="sora-dialog-actions">
        {differs ? (
          <button type="button" className="sora-button" onClick={() => answer(null)}>
            {t("safety.again")}
          </button>
        ) : verified ? (
          <button
            type="button"
            className="sora-button"
            data-quiet=""
            onClick={() => {
              answer(null);
              onVerify(null);
            }}
          >
            {t("safety.unverify")}
          </button>
        ) : (
          <>
            <button
              type="button"
              className="sora-button"
              data-quiet=""
              onClick={() => {
                answer(true);
                onVerify(safetyNumber);
              }}
            >
              {t("safety.match")}
            </button>
            <button type="button" className="sora-button" data-quiet="" onClick={() => answer(false)}>
              {t("safety.differ")}
            </button>
          </>
        )}
      </div>
    </>
  );
}
