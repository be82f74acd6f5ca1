import { memo } from "react";
import { useI18n } from "../common/I18nProvider.tsx";
import { reactionPictures, type ShownReactionKind } from "./reaction-pictures.ts";

export interface TileReactionsProps {
  /**
   * The position of this person's hand in the order in which hands were raised, from 1; null: it is not raised.
   */
  readonly hand?: number | null;
  /** Those to be shown now. */
  readonly reactions?: readonly { readonly id: number; readonly kind: ShownReactionKind }[];
}

/**
 * For the `children` of a `VideoTile`: a raised hand with its place in the order, and reactions that rise and
 * disappear.
 */
export const TileReactions = memo(function TileReactions({
  hand = null,
  reactions = [],
}: TileReactionsProps) {
  const { t } = useI18n();
  return (
    <>
      {hand !== null && (
        <span className="sora-hand">
          <span aria-hidden="true">✋ {hand}</span>
          <span className="sora-hidden">{t("reactions.hand.place", { place: hand })}</span>
        </span>
      )}
      {/* They are read out once, by a `ReactionsAnnouncer`, and not by each tile. */}
      <span className="sora-tile-reactions" aria-hidden="true">
        {reactions.map(({ id, kind }) => (
          <span key={id} data-reaction={kind}>
            {reactionPictures[kind]}
          </span>
        ))}
      </span>
    </>
  );
});
