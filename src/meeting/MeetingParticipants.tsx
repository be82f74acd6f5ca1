import { useI18n } from "../components/common/I18nProvider.tsx";
import { nameOf } from "../components/participants/name-of.ts";
import { ParticipantList } from "../components/participants/ParticipantList.tsx";
import { TileButton } from "../components/tile/TileButton.tsx";
import { Invitation } from "./Invitation.tsx";
import { useListedParticipants } from "./useListedParticipants.ts";
import { useMeeting } from "./useMeeting.ts";

/** All participants of the call, each with a way to compare the safety number. */
export function MeetingParticipants() {
  const { t } = useI18n();
  const { invitation, names, showEncryption } = useMeeting();
  return (
    <>
      {invitation !== null && <Invitation link={invitation} />}
      <ParticipantList
        participants={useListedParticipants()}
        actions={({ connectionId, name }) =>
          connectionId !== null && (
            <TileButton
              icon="more"
              label={t("meeting.details.of", { name: nameOf(names, connectionId) ?? name })}
              onClick={() => showEncryption(connectionId)}
            />
          )
        }
      />
    </>
  );
}
