import { useI18n } from "../components/I18nProvider.tsx";
import { PeerList } from "../components/PeerList.tsx";
import { TileButton } from "../components/TileButton.tsx";
import { useCallState } from "../hooks/useCallState.ts";
import { usePeople } from "../hooks/usePeople.ts";
import { useSelf } from "../hooks/useSelf.ts";
import { Invitation } from "./Invitation.tsx";
import { useMeeting } from "./useMeeting.ts";

/** Everybody in the call, each with a way to compare the safety number. */
export function MeetingPeople() {
  const { t } = useI18n();
  const { name, names, media, invitation, showEncryption } = useMeeting();
  const { connectionId, role, encryption } = useSelf();
  const people = usePeople();
  const peers = useCallState((state) => state.peers);
  const others = people.flatMap(({ connectionIds: [id] }) => {
    const peer = peers[id];
    return peer
      ? [
          {
            connectionId: id,
            name: names[id] ?? id,
            role: peer.role,
            microphoneOff: !peer.sending.audio,
            encryption: peer.encryption,
            verified: peer.verified,
          },
        ]
      : [];
  });
  const self = {
    local: true,
    connectionId,
    name,
    role,
    encryption,
    microphoneOff: media?.microphone.status !== "on",
  } as const;
  return (
    <>
      {invitation !== null && <Invitation link={invitation} />}
      <PeerList
        people={[self, ...others]}
        actions={({ connectionId: id, name: who }) =>
          id !== null && (
            <TileButton
              icon="more"
              label={t("meeting.details.of", { name: who })}
              onClick={() => showEncryption(id)}
            />
          )
        }
      />
    </>
  );
}
