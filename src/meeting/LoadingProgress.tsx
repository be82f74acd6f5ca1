import { useI18n } from "../components/common/I18nProvider.tsx";

interface LoadingProgressProps {
  /** Bytes. */
  readonly loaded: number;
  /** Bytes; null: not known. */
  readonly total: number | null;
}

/** How much of Sora's wasm is here, while it loads. */
export function LoadingProgress({ loaded, total }: LoadingProgressProps) {
  const { t, locale } = useI18n();
  const format = new Intl.NumberFormat(locale, {
    style: "unit",
    unit: "kilobyte",
    maximumFractionDigits: 0,
  });
  const sizes = total === null ? [loaded] : [loaded, total];
  return (
    <div className="sora-meeting-loading">
      {/* Without a value it moves without end. */}
      <progress
        aria-label={t("phase.initializing")}
        {...(total === null ? {} : { value: loaded, max: total })}
      />
      <span>{sizes.map((bytes) => format.format(bytes / 1000)).join(" / ")}</span>
    </div>
  );
}
