import { useState } from "react";
import type { RoomCode } from "../../status.ts";
import { useI18n } from "../common/I18nProvider.tsx";
import { Digits, Emoji } from "../safety-number/SafetyNumberForms.tsx";

export interface RoomCodeViewProps {
  /** Null while there is no group yet. */
  readonly code: RoomCode | null;
  /** Number of connections in the group, including our own. */
  readonly size: number;
}

/**
 * The code that all participants of an MLS call can compare at once (docs/mls.md), and the meaning of a
 * comparison. A change is announced politely, because each join and leave causes one.
 */
export function RoomCodeView({ code, size }: RoomCodeViewProps) {
  const { t } = useI18n();
  const [shown, setShown] = useState(code);
  const [changes, setChanges] = useState(0);
  if (shown?.digits !== code?.digits) {
    setShown(code);
    // The first code is not a change, so it is not announced as one.
    if (shown !== null && code !== null) setChanges(changes + 1);
  }
  return (
    <section className="sora-room-code" aria-label={t("room.title")}>
      <h3>{t("room.title")}</h3>
      {code === null ? (
        <p>{t("room.none")}</p>
      ) : (
        <>
          <p>{t("room.lead", { count: size })}</p>
          {/* From left to right in every language, because all people must see the same order. */}
          <ol className="sora-safety" data-form="digits" dir="ltr" aria-label={t("safety.format.digits")}>
            <Digits digits={code.digits} />
          </ol>
          <ol className="sora-safety" data-form="emoji" dir="ltr" aria-label={t("safety.format.emoji")}>
            <Emoji places={code.emoji} />
          </ol>
          <p className="sora-room-code-limits">{t("room.limits")}</p>
        </>
      )}
      <p role="status">{changes > 0 && code !== null ? t("room.changed") : ""}</p>
    </section>
  );
}
