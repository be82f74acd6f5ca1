import { useState } from "react";
import {
  CallAnnouncer,
  CallEncryptionBanner,
  ErrorNotice,
  useActiveSpeaker,
  useCallEncryption,
  useCallError,
  useCallPhase,
  useEventLog,
  useI18n,
  usePeerIds,
  useSelf,
  VideoGrid,
} from "react-sora-e2ee";
import { ChangedIdentities } from "./ChangedIdentities.tsx";
import { namesById, ownConnectionId } from "./people.ts";
import { SimulatedDetails } from "./SimulatedDetails.tsx";
import { SimulatedLog } from "./SimulatedLog.tsx";
import { SimulatedPeople } from "./SimulatedPeople.tsx";
import { SimulatedOwnTile, SimulatedTile } from "./SimulatedTile.tsx";

interface SimulatedMeetingProps {
  readonly onRetry: () => void;
}

/** A meeting as an app would put it together. */
export function SimulatedMeeting({ onRetry }: SimulatedMeetingProps) {
  const { t } = useI18n();
  const phase = useCallPhase();
  const error = useCallError();
  const peerIds = usePeerIds();
  const { connectionId: ownId } = useSelf();
  const speaker = useActiveSpeaker();
  const encryption = useCallEncryption();
  const entries = useEventLog();
  const [shown, setShown] = useState<string | null>(null);
  return (
    <main className="simulator-meeting" aria-label={t("grid.label")} data-phase={phase}>
      {phase === "failed" && error ? (
        <ErrorNotice error={error} onRetry={onRetry} />
      ) : (
        <>
          <CallEncryptionBanner encryption={encryption} names={namesById} onShow={setShown} />
          <ChangedIdentities onShow={setShown} />
          <p className="simulator-phase">{t(`phase.${phase}`)}</p>
          <div className="simulator-stage">
            <VideoGrid>
              {ownId === ownConnectionId && <SimulatedOwnTile key={ownConnectionId} />}
              {peerIds.map((id) => (
                <SimulatedTile key={id} connectionId={id} speaking={id === speaker} onDetails={setShown} />
              ))}
            </VideoGrid>
          </div>
        </>
      )}
      <div className="simulator-lists">
        <SimulatedPeople />
        <SimulatedLog />
      </div>
      {shown !== null && <SimulatedDetails key={shown} connectionId={shown} onClose={() => setShown(null)} />}
      <CallAnnouncer entries={entries} names={namesById} />
    </main>
  );
}
