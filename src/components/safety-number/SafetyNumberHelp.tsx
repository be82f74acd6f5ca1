import type { SafetyNumber } from "../../status.ts";
import { useI18n } from "../common/I18nProvider.tsx";

interface SafetyNumberHelpProps {
  readonly name: string;
  /** Hides the instructions. */
  readonly folded: boolean;
  readonly kind: NonNullable<SafetyNumber["kind"]>;
}

/** Instructions for the comparison, and its purpose. */
export function SafetyNumberHelp({ name, folded, kind }: SafetyNumberHelpProps) {
  const { t } = useI18n();
  return (
    <div className="sora-safety-help">
      {!folded && (
        <>
          <h3>{t("safety.how")}</h3>
          <ul>
            <li>{t("safety.how.meet", { name })}</li>
            <li>{t("safety.how.read")}</li>
            <li>{t("safety.how.not-here")}</li>
          </ul>
        </>
      )}
      <details>
        <summary>{t("safety.meaning")}</summary>
        <p>
          {kind === "participant" ? t("safety.meaning.participant", { name }) : t("safety.meaning.detail")}
        </p>
        <p>{t("safety.strength")}</p>
      </details>
    </div>
  );
}
