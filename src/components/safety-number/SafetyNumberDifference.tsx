import { useI18n } from "../common/I18nProvider.tsx";
import { Icon } from "../common/Icon.tsx";

/** Explains the possible reasons for different numbers, and what to do. */
export function SafetyNumberDifference({ name }: { readonly name: string }) {
  const { t } = useI18n();
  return (
    <div className="sora-safety-notice" data-tone="bad">
      <Icon name="failing" />
      <div>
        <p>
          <strong>{t("safety.differ.what")}</strong>
        </p>
        <p>{t("safety.differ.harmless")}</p>
        <p>{t("safety.differ.attack", { name })}</p>
        <p>{t("safety.differ.do", { name })}</p>
      </div>
    </div>
  );
}
