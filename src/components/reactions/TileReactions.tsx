import { memo } from "react";
import { RaisedHand } from "./RaisedHand.tsx";
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
  return (
    <>
      {hand !== null && <RaisedHand place={hand} />}
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
