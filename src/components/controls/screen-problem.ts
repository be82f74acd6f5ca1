import type { SoraE2EEErrorCode } from "../../errors.ts";
import type { I18n } from "../../i18n/index.ts";

export interface ScreenProblem {
  /** The problem in one or two words. */
  readonly label: string;
  /** The problem and its remedy, in two sentences. */
  readonly sentences: string;
}

const labels: Partial<Record<SoraE2EEErrorCode, "denied" | "none">> = {
  "screen-unsupported": "denied",
  "screen-not-allowed": "denied",
  "screen-not-found": "none",
};

/** Null for `screen-not-chosen`: a person who closes the browser's dialog needs no explanation. */
export function screenProblem({ t }: I18n, code: SoraE2EEErrorCode): ScreenProblem | null {
  if (code === "screen-not-chosen") return null;
  return {
    label: t(`control.screen.${labels[code] ?? "broken"}`),
    sentences: `${t(`error.${code}.what`)} ${t(`error.${code}.do`)}`,
  };
}
