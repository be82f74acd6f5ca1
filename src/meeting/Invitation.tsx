import { useEffect, useId, useState } from "react";
import { useI18n } from "../components/common/I18nProvider.tsx";

interface InvitationProps {
  readonly link: string;
  /** Also shows the link as selectable text. Default: only after copying failed. */
  readonly shown?: boolean;
}

/** A button that copies the invitation link. */
export function Invitation({ link, shown = false }: InvitationProps) {
  const { t } = useI18n();
  const id = useId();
  const [result, setResult] = useState<"none" | "copied" | "failed">("none");

  useEffect(() => {
    if (result !== "copied") return;
    const timer = setTimeout(() => setResult("none"), 4000);
    return () => clearTimeout(timer);
  }, [result]);

  const copy = () => {
    // Pages without https have no clipboard.
    const written = navigator.clipboard?.writeText(link) ?? Promise.reject();
    written.then(
      () => setResult("copied"),
      () => setResult("failed"),
    );
  };

  return (
    <div className="sora-invitation">
      {(shown || result === "failed") && (
        <>
          <label htmlFor={id}>{t("meeting.invite.link")}</label>
          <input
            id={id}
            className="sora-input"
            dir="ltr"
            readOnly
            value={link}
            onFocus={({ currentTarget }) => currentTarget.select()}
          />
        </>
      )}
      <button type="button" className="sora-button" data-quiet="" onClick={copy}>
        {t(result === "copied" ? "meeting.invite.copied" : "meeting.invite")}
      </button>
      <span className={result === "failed" ? "sora-note" : "sora-hidden"} role="status">
        {result === "none" ? "" : t(`meeting.invite.${result}`)}
      </span>
    </div>
  );
}
