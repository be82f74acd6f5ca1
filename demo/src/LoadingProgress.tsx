import { useCallPhase, useCallState, useI18n } from "react-sora-e2ee";

/** How much of Sora's wasm is here, while it loads. */
export function LoadingProgress() {
  const { t, locale } = useI18n();
  const phase = useCallPhase();
  const progress = useCallState((state) => state.progress);
  if (phase !== "initializing" || progress === null) return null;

  const { loaded, total } = progress;
  const format = new Intl.NumberFormat(locale, {
    style: "unit",
    unit: "kilobyte",
    maximumFractionDigits: 0,
  });
  const sizes = total === null ? [loaded] : [loaded, total];
  return (
    <div className="loading">
      {/* Without a value it moves without end. */}
      <progress
        aria-label={t("phase.initializing")}
        {...(total === null ? {} : { value: loaded, max: total })}
      />
      <span>{sizes.map((bytes) => format.format(bytes / 1000)).join(" / ")}</span>
    </div>
  );
}
