import { type ChangeEvent, useId, useRef, useState } from "react";
import type { SoraE2EEErrorCode } from "../../errors.ts";
import type { Contact } from "../../protocol/identity.ts";
import { useI18n } from "../common/I18nProvider.tsx";
import { ErrorNotice } from "../notices/ErrorNotice.tsx";
import { ContactListItem } from "./ContactListItem.tsx";

export interface ContactListProps {
  /** The contacts in display order. Null until they are loaded. */
  readonly contacts: readonly Contact[] | null;
  /** The reason why they cannot be read. Null: no error. */
  readonly error?: { readonly code: SoraE2EEErrorCode } | null;
  /** Names of participants in this call by contact key. They are used for contacts without a label. */
  readonly names?: Readonly<Record<string, string>>;
  /** Called with a contact's new name. An empty name removes it. */
  readonly onRename: (key: string, label: string) => unknown;
  /** Called when the person forgets a contact. */
  readonly onForget: (key: string) => unknown;
  /** Called to export the list to a file. Without it there is no button. */
  readonly onExport?: () => unknown;
  /**
   * Called with a file to import. Resolves with the number of people in it, and rejects when it cannot be
   * read.
   */
  readonly onImport?: (file: File) => Promise<number>;
}

/**
 * The list of people that this browser knows, with date and verification. Contacts can be renamed, forgotten,
 * exported and imported.
 */
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
    // Allows the same file to be chosen again.
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
