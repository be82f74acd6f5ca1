import { type ChangeEvent, useId, useRef, useState } from "react";
import type { SoraE2EEErrorCode } from "../../errors.ts";
import type { Contact } from "../../protocol/identity.ts";
import { useI18n } from "../common/I18nProvider.tsx";
import { ErrorNotice } from "../notices/ErrorNotice.tsx";
import { ContactListItem } from "./ContactListItem.tsx";

export interface ContactListProps {
  /** In the order in which they are shown. Null until they are read. */
  readonly contacts: readonly Contact[] | null;
  /** Why they cannot be read; null: they can. */
  readonly error?: { readonly code: SoraE2EEErrorCode } | null;
  /** Names of those who are in this call, by the contact's key: shown for contacts without a label. */
  readonly names?: Readonly<Record<string, string>>;
  /** The person gave a contact another name. Empty: no name. */
  readonly onRename: (key: string, label: string) => unknown;
  /** The person wants a contact forgotten. */
  readonly onForget: (key: string) => unknown;
  /** The person wants the list as a file. Without it there is no button. */
  readonly onExport?: () => unknown;
  /** The person chose a file to add. Resolves with how many people it holds, and rejects when it cannot be read. */
  readonly onImport?: (file: File) => Promise<number>;
}

/** The people whom this browser knows: since when, verified or not, to be renamed, forgotten, saved and read again. */
export function ContactList(props: ContactListProps) {
  const { contacts, error = null, names = {}, onRename, onForget, onExport, onImport } = props;
  const { t } = useI18n();
  const id = useId();
  return (
    <section className="sora-contacts" aria-labelledby={id}>
      <h2 id={id}>{t("contacts.label")}</h2>
      <p className="sora-note">{t("contacts.lead")}</p>
      {error && <ErrorNotice error={error} />}
      {contacts?.length === 0 && <p>{t("contacts.empty")}</p>}
      {contacts && contacts.length > 0 && (
        <ul>
          {contacts.map((contact) => (
            <ContactListItem
              key={contact.key}
              contact={contact}
              name={contact.label ?? names[contact.key] ?? contact.userId}
              onRename={(label) => onRename(contact.key, label)}
              onForget={() => onForget(contact.key)}
            />
          ))}
        </ul>
      )}
      <div className="sora-identity-actions">
        {onExport && contacts && contacts.length > 0 && (
          <button type="button" className="sora-button" data-quiet="" onClick={() => onExport()}>
            {t("contacts.export")}
          </button>
        )}
        {onImport && <ImportButton onImport={onImport} />}
      </div>
    </section>
  );
}

type Imported = { readonly count: number } | { readonly failed: true } | null;

function ImportButton({ onImport }: { readonly onImport: (file: File) => Promise<number> }) {
  const { t } = useI18n();
  const input = useRef<HTMLInputElement>(null);
  const [imported, setImported] = useState<Imported>(null);

  const choose = async ({ currentTarget }: ChangeEvent<HTMLInputElement>) => {
    const [file] = currentTarget.files ?? [];
    if (file === undefined) return;
    // The same file can be chosen again.
    currentTarget.value = "";
    setImported(
      await onImport(file).then(
        (count) => ({ count }),
        () => ({ failed: true as const }),
      ),
    );
  };
  return (
    <>
      <button type="button" className="sora-button" data-quiet="" onClick={() => input.current?.click()}>
        {t("contacts.import")}
      </button>
      <input
        ref={input}
        type="file"
        accept="application/json,.json"
        hidden
        aria-label={t("contacts.import")}
        onChange={(event) => void choose(event)}
      />
      {imported && "failed" in imported && (
        <ErrorNotice error={{ code: "contacts-file-invalid" }} onDismiss={() => setImported(null)} />
      )}
      <p className="sora-note" role="status">
        {imported && "count" in imported && t("contacts.imported", { count: imported.count })}
      </p>
    </>
  );
}
