import { type FormEvent, useState } from "react";
import type { Contact } from "../../protocol/identity.ts";
import { useI18n } from "../common/I18nProvider.tsx";
import { Icon } from "../common/Icon.tsx";

/** The maximum length of a name. */
const longestLabel = 40;

interface ContactListItemProps {
  readonly contact: Contact;
  /** Null: no name is known for this person. */
  readonly name: string | null;
  readonly onRename: (label: string) => void;
  readonly onForget: () => void;
}

/** One person of a `ContactList`. */
export function ContactListItem({ contact, name, onRename, onForget }: ContactListItemProps) {
  const { t, locale } = useI18n();
  const [mode, setMode] = useState<"read" | "rename" | "forget">("read");
  const date = (at: number) => new Intl.DateTimeFormat(locale, { dateStyle: "medium" }).format(at);
  const shown = name ?? t("contacts.unnamed");
  const { verifiedAt, firstSeen, lastSeen } = contact;

  const rename = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const label = new FormData(event.currentTarget).get("label");
    onRename(typeof label === "string" ? label.trim() : "");
    setMode("read");
  };
  return (
    <li className="sora-contact" data-verified={verifiedAt === null ? undefined : ""}>
      <p className="sora-contact-name">
        <bdi>{shown}</bdi>
      </p>
      <p className="sora-contact-facts">
        {verifiedAt === null ? (
          <span>{t("details.unverified")}</span>
        ) : (
          <span data-fact="verified">
            <Icon name="verified" />
            {t("contacts.verified", { date: date(verifiedAt) })}
          </span>
        )}
        <span>{t("contacts.seen", { first: date(firstSeen), last: date(lastSeen) })}</span>
      </p>
      {mode === "rename" && (
        <form className="sora-contact-form" onSubmit={rename}>
          <input
            className="sora-input"
            name="label"
            aria-label={t("contacts.name.of", { name: shown })}
            defaultValue={name ?? ""}
            maxLength={longestLabel}
            autoComplete="off"
            // biome-ignore lint/a11y/noAutofocus: The person has just asked to type here.
            autoFocus
          />
          <button type="submit" className="sora-button">
            {t("contacts.save")}
          </button>
          <Cancel onCancel={() => setMode("read")} />
        </form>
      )}
      {mode === "forget" && (
        <div className="sora-contact-form" role="alert">
          <p>{t("contacts.forget.sure", { name: shown })}</p>
          <button type="button" className="sora-button" onClick={() => onForget()}>
            {t("contacts.forget")}
          </button>
          <Cancel onCancel={() => setMode("read")} />
        </div>
      )}
      {mode === "read" && (
        <div className="sora-identity-actions">
          <button
            type="button"
            className="sora-button"
            data-quiet=""
            aria-label={t("contacts.rename.of", { name: shown })}
            onClick={() => setMode("rename")}
          >
            {t("contacts.rename")}
          </button>
          <button
            type="button"
            className="sora-button"
            data-quiet=""
            aria-label={t("contacts.forget.of", { name: shown })}
            onClick={() => setMode("forget")}
          >
            {t("contacts.forget")}
          </button>
        </div>
      )}
    </li>
  );
}

function Cancel({ onCancel }: { readonly onCancel: () => void }) {
  const { t } = useI18n();
  return (
    <button type="button" className="sora-button" data-quiet="" onClick={() => onCancel()}>
      {t("contacts.cancel")}
    </button>
  );
}
