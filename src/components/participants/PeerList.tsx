import { type ReactNode, useId, useState } from "react";
import { useI18n } from "../common/I18nProvider.tsx";
import { type ListedPerson, PeerListItem } from "./PeerListItem.tsx";
import { peopleCount } from "./people-count.ts";

export interface PeerListProps {
  /** In the order in which they came; one's own stands first in any case. */
  readonly people: readonly ListedPerson[];
  /** What can be done with a person: a button or a menu. */
  readonly actions?: (person: ListedPerson) => ReactNode;
  /** From how many people on there is a field to find one by name. Default 12. */
  readonly findFrom?: number;
}

/** Everybody in the call, with what was observed of each one's encryption. */
export function PeerList({ people, actions, findFrom = 12 }: PeerListProps) {
  const i18n = useI18n();
  const { t, locale } = i18n;
  const id = useId();
  const [sought, setSought] = useState("");
  const screens = people.filter(({ kind }) => kind === "screen").length;
  const findable = people.length >= findFrom;
  const fold = (text: string) => text.normalize("NFKC").toLocaleLowerCase(locale);
  const needle = findable ? fold(sought.trim()) : "";
  const own = people.filter(({ local }) => local);
  const others = people.filter(({ local }) => !local);
  const shown = [...own, ...others].filter(({ name }) => fold(name).includes(needle));
  return (
    <section className="sora-people" aria-labelledby={id}>
      <h2 id={id}>{peopleCount(i18n, "people.count", people.length - screens, screens)}</h2>
      {findable && (
        <>
          <input
            type="search"
            className="sora-input"
            aria-label={t("people.find")}
            placeholder={t("people.find")}
            value={sought}
            onChange={({ currentTarget }) => setSought(currentTarget.value)}
          />
          <p className="sora-hidden" role="status">
            {needle && t("people.found", { count: shown.length })}
          </p>
        </>
      )}
      <ul>
        {shown.map((person) => (
          <PeerListItem
            key={person.local ? "self" : person.connectionId}
            person={person}
            actions={actions?.(person)}
          />
        ))}
      </ul>
      {needle && shown.length === 0 && <p className="sora-note">{t("people.found", { count: 0 })}</p>}
    </section>
  );
}
