import { useId } from "react";
import { useI18n } from "../common/I18nProvider.tsx";

interface StatsSectionProps {
  readonly title: string;
  /** null: not known. */
  readonly rows: readonly { readonly term: string; readonly value: string | null }[];
}

/** Numbers with their names. */
export function StatsSection({ title, rows }: StatsSectionProps) {
  const { t } = useI18n();
  const id = useId();
  return (
    <div>
      <h3 id={id}>{title}</h3>
      <dl aria-labelledby={id}>
        {rows.map(({ term, value }) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd translate="no">
              {value ?? (
                <>
                  <span aria-hidden="true">–</span>
                  <span className="sora-hidden">{t("stats.unknown")}</span>
                </>
              )}
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
