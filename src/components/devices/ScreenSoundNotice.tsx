import { useState } from "react";
import { useI18n } from "../common/I18nProvider.tsx";
import { Icon } from "../common/Icon.tsx";

export interface ScreenSoundNoticeProps {
  /** `sound` of `useScreenShare`. Null: there is no notice. */
  readonly sound: "shared" | "none" | "unsupported" | null;
}

/**
 * Tells a person who shares a screen that the others do not hear its sound, and how to share the sound. The
 * person can close the notice for this share.
 */
export function ScreenSoundNotice({ sound }: ScreenSoundNoticeProps) {
  const { t } = useI18n();
  const [closed, setClosed] = useState<string | null>(null);
  if (sound !== closed && closed !== null) setClosed(null);
  const shown = sound === closed || sound === "shared" ? null : sound;
  return (
    <div className="sora-notices" role="status">
      {shown && (
        <div className="sora-problem" data-problem="screen-sound" data-tone="note">
          <Icon name="screen" />
          <p>
            <strong>{t("screen-sound.none")}</strong> {t(`screen-sound.${shown}.do`)}
          </p>
          <button type="button" className="sora-button" data-quiet="" onClick={() => setClosed(shown)}>
            {t("error.dismiss")}
          </button>
        </div>
      )}
    </div>
  );
}
