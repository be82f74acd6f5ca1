import type { QualityCause } from "../../status.ts";
import { useI18n } from "../common/I18nProvider.tsx";

export type ConnectionQuality = "good" | "fair" | "poor" | "lost";

export interface ConnectionIndicatorProps {
  /** Null while it is not known: nothing is shown. */
  readonly quality: ConnectionQuality | null;
  /** The reason for a quality that is not good, if it is known. */
  readonly cause?: QualityCause | null;
  /** Shows only the bars. Screen readers still get the words. */
  readonly compact?: boolean;
}

const fullBars = { good: 3, fair: 2, poor: 1, lost: 0 } as const;

/** The connection quality as bars and in words, with a cross when there is no connection. */
export function ConnectionIndicator({ quality, cause = null, compact = false }: ConnectionIndicatorProps) {
  const { t } = useI18n();
  if (quality === null) return null;
  const words = t(`quality.${quality}`);
  const text =
    cause === null ? words : t("quality.because", { quality: words, cause: t(`quality.because.${cause}`) });
  return (
    <span className="sora-quality" data-quality={quality} data-cause={cause ?? undefined} title={text}>
      <svg className="sora-bars" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
        {[0, 1, 2].map((bar) => (
          <rect
            key={bar}
            x={2 + bar * 7.5}
            y={14 - bar * 5.5}
            width={5}
            height={7 + bar * 5.5}
            rx={1.5}
            data-full={bar < fullBars[quality] ? "" : undefined}
          />
        ))}
        {quality === "lost" && <path d="m2 3 7 7m0-7-7 7" />}
      </svg>
      <span className={compact ? "sora-hidden" : "sora-quality-text"}>{text}</span>
    </span>
  );
}
