import { useEffect, useRef } from "react";
import { useI18n } from "../common/I18nProvider.tsx";
import { loudness, loudnessFill } from "./loudness.ts";

/** Calls back with each new level from 0 to 1. Returns a function that stops it. */
export type SubscribeToLevel = (onLevel: (level: number) => void) => () => void;

export type LevelMeterProps = {
  /** Default: microphone level. */
  readonly label?: string;
} & (
  | { /** 0 to 1. */ readonly level: number }
  /** Moves without rendering. A new function causes a new subscription, so pass the same one each time. */
  | { readonly subscribe: SubscribeToLevel }
);

/** The loudness as a bar and in words. */
export function LevelMeter({ label, ...source }: LevelMeterProps) {
  const { t } = useI18n();
  const ref = useRef<HTMLDivElement>(null);
  const level = "level" in source ? source.level : null;
  const subscribe = "subscribe" in source ? source.subscribe : null;

  useEffect(() => {
    const show = (now: number) => {
      const meter = ref.current;
      if (!meter) return;
      const words = loudness(now);
      meter.style.setProperty("--sora-level", loudnessFill(now).toFixed(2));
      meter.dataset.loudness = words;
      meter.setAttribute("aria-valuenow", String(Math.round(now * 100)));
      meter.setAttribute("aria-valuetext", t(`level.${words}`));
    };
    show(level ?? 0);
    return subscribe?.(show);
  }, [t, level, subscribe]);

  return (
    // biome-ignore lint/a11y/useSemanticElements: Browsers let the bar of a `<meter>` be styled in ways of their own only.
    <div
      ref={ref}
      className="sora-level"
      role="meter"
      aria-label={label ?? t("level.label")}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={0}
      aria-valuetext={t("level.silent")}
    />
  );
}
