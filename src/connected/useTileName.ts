import { useI18n } from "../components/common/I18nProvider.tsx";
import { useCallState } from "../hooks/useCallState.ts";
import { selectTilePlace } from "../store/participants.ts";
import { peerName } from "./peer-name.ts";

/** The name on the tile of this peer. A screen has the name of the participant that it claims to belong to. */
export function useTileName(connectionId: string): string {
  const { t } = useI18n();
  const guest = t("meeting.guest");
  return useCallState((state) => {
    const owner = selectTilePlace(state, connectionId)?.screenOf ?? connectionId;
    const peer = state.peers[owner];
    return peer ? peerName(peer, guest) : guest;
  });
}
