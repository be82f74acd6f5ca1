import { useRef } from "react";
import { useI18n } from "../components/common/I18nProvider.tsx";
import { peerName } from "../connected/peer-name.ts";
import { useCallState } from "../hooks/useCallState.ts";
import { claimsScreen, selectOwnScreens, selectParticipants } from "../store/participants.ts";
import { type IdRecord, recordOf } from "../store/record.ts";

/** Maximum number of names of peers that left, which are kept for the event log. */
const limit = 1000;

/** Names by connection id, also of participants that left, because the event log still names them. */
export function useNames(): IdRecord<string> {
  const { t } = useI18n();
  const guest = t("meeting.guest");
  const known = useRef<IdRecord<string>>(recordOf([]));
  return useCallState((state) => {
    const names = new Map(
      Object.values(state.peers).map((peer) => [peer.connectionId, peerName(peer, guest)] as const),
    );
    // A screen has the name of the participant whose key it proved.
    for (const { id, connectionIds } of selectParticipants(state)) {
      for (const screen of connectionIds.slice(1)) {
        const peer = state.peers[screen];
        if (peer && claimsScreen(peer))
          names.set(screen, t("tile.screen.of", { name: names.get(id) ?? guest }));
      }
    }
    for (const screen of selectOwnScreens(state)) names.set(screen, t("tile.screen.own"));
    known.current = together(known.current, recordOf(names));
    return known.current;
  });
}

function together(before: IdRecord<string>, present: IdRecord<string>): IdRecord<string> {
  const gone = Object.entries(before).filter(([id]) => !Object.hasOwn(present, id));
  return recordOf([...gone.slice(-limit), ...Object.entries(present)]);
}
