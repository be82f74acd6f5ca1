import { memo, useMemo, useState } from "react";
import { useI18n } from "../components/common/I18nProvider.tsx";
import { ReactionsAnnouncer } from "../components/reactions/ReactionsAnnouncer.tsx";
import { ReactionsMenu } from "../components/reactions/ReactionsMenu.tsx";
import { TileReactions } from "../components/reactions/TileReactions.tsx";
import { useCallPhase } from "../hooks/call.ts";
import type { Reactions, ReactionsState } from "../hooks/reactions-store.ts";
import { useReactionsState } from "../hooks/useReactions.ts";
import { useMeeting } from "./useMeeting.ts";

/** The menu of reactions, if the meeting has them. */
export function MeetingReactions() {
  const { reactions } = useMeeting();
  return reactions && <Menu reactions={reactions} />;
}

function Menu({ reactions }: { readonly reactions: Reactions }) {
  const { t } = useI18n();
  const { names } = useMeeting();
  const connected = useCallPhase() === "connected";
  const [failed, setFailed] = useState(false);
  const state = useReactionsState(reactions, everything);
  const tell = (sent: Promise<void>) =>
    sent.then(
      () => setFailed(false),
      () => setFailed(true),
    );
  return (
    <>
      <ReactionsMenu
        handRaised={state.hands.includes(null)}
        disabled={!connected}
        onHand={(raised) => void tell(reactions.raiseHand(raised))}
        onReact={(kind) => void tell(reactions.react(kind))}
      />
      {failed && (
        <p className="sora-problem sora-reactions-failed" role="alert">
          {t("reactions.failed")}
        </p>
      )}
      <ReactionsAnnouncer {...state} names={names} />
    </>
  );
}

interface ReactionsOfProps {
  readonly reactions: Reactions;
  /** Connection id. Null: our own. */
  readonly from: string | null;
}

/** The overlay of one tile. Renders again only when this person's hand or reactions change. */
export const ReactionsOf = memo(function ReactionsOf({ reactions, from }: ReactionsOfProps) {
  const place = useReactionsState(reactions, ({ hands }) => hands.indexOf(from) + 1);
  // A string, so that reactions of others do not render this tile.
  const ids = useReactionsState(reactions, (state) =>
    state.reactions.flatMap((one) => (one.from === from ? [one.id] : [])).join(),
  );
  const shown = useMemo(() => {
    const wanted = new Set(ids.split(",").map(Number));
    return reactions.store.getState().reactions.filter(({ id }) => wanted.has(id));
  }, [reactions, ids]);
  return <TileReactions hand={place > 0 ? place : null} reactions={shown} />;
});

const everything = (state: ReactionsState) => state;
