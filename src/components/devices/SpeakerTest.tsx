import { useState } from "react";
import { useI18n } from "../common/I18nProvider.tsx";
import { Icon } from "../common/Icon.tsx";

export interface SpeakerTestProps {
  /** Plays a sound through the chosen speaker. Resolves at its end. */
  readonly onPlay: () => Promise<void>;
}

/** A button that plays a sound to test the chosen speaker, and shows an error when it cannot be played. */
export function SpeakerTest({ onPlay }: SpeakerTestProps) {
  const { t } = useI18n();
  const [state, setState] = useState<"idle" | "playing" | "played" | "failed">("idle");
  const play = () => {
    if (state === "playing") return;
    setState("playing");
    onPlay().then(
      () => setState("played"),
      () => setState("failed"),
    );
  };
  return (
    <div className="sora-speaker-test">
      <button
        type="button"
        className="sora-button"
        data-quiet=""
        aria-disabled={state === "playing"}
        onClick={play}
      >
        <Icon name="play" />
        {t(state === "playing" ? "speaker-test.playing" : "speaker-test.play")}
      </button>
      <p className={state === "failed" ? "sora-problem" : "sora-note"} role="status">
        {state === "played" && t("speaker-test.played")}
        {state === "failed" && t("speaker-test.failed")}
      </p>
    </div>
  );
}
