import { useI18n } from "../common/I18nProvider.tsx";

export interface RaisedHandProps {
  /** The place among all raised hands, from 1. */
  readonly place: number;
}

/** A raised hand with its place in the order. Screen readers get it in words. */
export function RaisedHand({ place }: RaisedHandProps) {
  const { t } = useI18n();
  return (
    <span className="sora-hand">
      <span aria-hidden="true">✋ {place}</span>
      <span className="sora-hidden">{t("reactions.hand.place", { place })}</span>
    </span>
  );
}
