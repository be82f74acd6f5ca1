import { type ReactNode, useId, useState } from "react";
import { useI18n } from "../common/I18nProvider.tsx";
import { type ListedParticipant, ParticipantListItem } from "./ParticipantListItem.tsx";
import { participantCount } from "./participant-count.ts";

export interface ParticipantListProps {
  /** In the order in which they joined. Our own entry is always first. */
  readonly participants: readonly ListedParticipant[];
  /** The actions for a participant: a button or a menu. */
  readonly actions?: (participant: ListedParticipant) => ReactNode;
  /** The number of participants from which a search field is shown. Default 12. */
  readonly findFrom?: number;
}

/** The list of all participants, with the observed encryption of each. */
export function ParticipantList({ participants, actions, findFrom = 12 }: ParticipantListProps) {
  const i18n = useI18n();
  const { t, locale } = i18n;
  const id = useId();
  const [sought, setSought] = useState("");
  const screens = participants.filter(({ kind }) => kind === "screen").length;
  const findable = participants.length >= findFrom;
  const fold = (text: string) => text.normalize("NFKC").toLocaleLowerCase(locale);
  const needle = findable ? fold(sought.trim()) : "";
  const own = participants.filter(({ local }) => local);
  const others = participants.filter(({ local }) => !local);
  const shown = [...own, ...others].filter(({ name }) => fold(name).includes(needle));
  return (
    <section className="sora-participants" aria-labelledby={id}>
      <h2 id={id}>{participantCount(i18n, "participants.count", participants.length - screens, screens)}</h2>
      {findable && (
        <>
          <input
            type="search"
            className="sora-input"
            aria-label={t("participants.find")}
            placeholder={t("participants.find")}
            value={sought}
            onChange={({ currentTarget }) => setSought(currentTarget.value)}
          />
          <p className="sora-hidden" role="status">
            {needle && t("participants.found", { count: shown.length })}
          </p>
        </>
      )}
      <ul>
        {shown.map((participant) => (
          <ParticipantListItem
            key={participant.local ? "self" : participant.connectionId}
            participant={participant}
            actions={actions?.(participant)}
          />
        ))}
      </ul>
      {needle && shown.length === 0 && <p className="sora-note">{t("participants.found", { count: 0 })}</p>}
    </section>
  );
}
