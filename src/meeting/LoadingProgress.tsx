import { useI18n } from "../components/common/I18nProvider.tsx";

interface LoadingProgressProps {
  /** Bytes. */
  readonly loaded: number;
  /** Number of bytes. Null: unknown. */
  readonly total: number | null;
}

/** The progress of loading Sora's wasm. */
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
      {/* A progress element without a value shows an endless animation. */}
      <progress
        aria-label={t("phase.initializing")}
        {...(total === null ? {} : { value: loaded, max: total })}
      />
      <span>{sizes.map((bytes) => format.format(bytes / 1000)).join(" / ")}</span>
    </div>
  );
}
