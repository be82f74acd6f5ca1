import { openedText } from "../../i18n/opened-texts.ts";
import type { OpenedBy } from "../../status.ts";
import { useI18n } from "../common/I18nProvider.tsx";
import { Icon } from "../common/Icon.tsx";
import { nameOf } from "../participants/name-of.ts";

export interface OpenedByListProps {
  /** The result of `useOpenedBy`. */
  readonly openedBy: OpenedBy;
  /** Names by connection id. */
  readonly names: Readonly<Record<string, string>>;
}

const icons = {
  opens: "encrypted",
  cannot: "failing",
  waiting: "exchanging",
  "not-receiving": "waiting",
  "does-not-say": "waiting",
} as const;

/**
 * Each participant with its report about our media: that it decrypts them, or the reason why not.
 * Participants without a report are left out.
 */
export function OpenedByList({ openedBy, names }: OpenedByListProps) {
  const i18n = useI18n();
  const { t } = i18n;
  const { status, opened, total, participants } = openedBy;
  const told = status === "told";
  return (
    <section className="sora-opened" aria-label={t("opened.label")} data-status={status}>
      <p>
        <strong>{told ? t("opened.told", { opened, total }) : t(`opened.${status}`)}</strong>
      </p>
      {told && (
        <>
          <ul className="sora-opened-list">
            {participants.map((participant) => (
              <li key={participant.id} data-opened={participant.status}>
                <Icon name={icons[participant.status]} />
                <bdi>{nameOf(names, participant.id) ?? t("log.someone")}</bdi>
                <span>{openedText(i18n, participant)}</span>
              </li>
            ))}
          </ul>
          <p className="sora-details-advice">{t("opened.told.detail")}</p>
        </>
      )}
    </section>
  );
}
