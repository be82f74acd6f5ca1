import type { OpenedBy } from "../../status.ts";
import { useI18n } from "../common/I18nProvider.tsx";
import { Icon } from "../common/Icon.tsx";
import { shorten } from "../participants/name-list.ts";
import { nameOf } from "../participants/name-of.ts";

export interface TileOpenedByProps {
  /** The result of `useOpenedBy`. */
  readonly openedBy: OpenedBy;
  /** Names by connection id. */
  readonly names: Readonly<Record<string, string>>;
}

const limit = 2;

/**
 * For our own tile: the participants who cannot decrypt our media, with the reasons. Empty when there are
 * none.
 */
export function TileOpenedBy({ openedBy, names }: TileOpenedByProps) {
  const { t } = useI18n();
  const { shown, others } = shorten(
    openedBy.participants.filter(({ status }) => status === "cannot"),
    limit,
  );
  if (shown.length === 0) return null;
  return (
    <ul className="sora-tile-opened" aria-label={t("opened.label")}>
      {shown.map(({ id, reason }) => (
        <li key={id}>
          <Icon name="failing" />
          <span>
            {t("opened.name.cannot", {
              name: nameOf(names, id) ?? t("log.someone"),
              why: t(`why.${reason ?? "silent"}`),
            })}
          </span>
        </li>
      ))}
      {others > 0 && <li>{t("opened.others.cannot", { count: others })}</li>}
    </ul>
  );
}
