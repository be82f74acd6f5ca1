import { useI18n } from "../components/common/I18nProvider.tsx";
import { useCallState } from "../hooks/useCallState.ts";
import { type IdRecord, recordOf } from "../store/record.ts";
import { peerName } from "./peer-name.ts";

/** The names of all peers by connection id. */
export function useParticipantNames(): IdRecord<string> {
  const { t } = useI18n();
  const guest = t("meeting.guest");
  return useCallState(({ peers }) =>
    recordOf(Object.values(peers).map((peer) => [peer.connectionId, peerName(peer, guest)])),
  );
}
