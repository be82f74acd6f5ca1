import { useEffect, useState } from "react";
import { Dialog } from "../components/common/Dialog.tsx";
import { useI18n } from "../components/common/I18nProvider.tsx";
import { EncryptionDetails } from "../components/encryption/EncryptionDetails.tsx";
import { OpenedByList } from "../components/encryption/OpenedByList.tsx";
import { IdentityWarning } from "../components/identity/IdentityWarning.tsx";
import { nameOf } from "../components/participants/name-of.ts";
import { RoomCodeView } from "../components/room-code/RoomCodeView.tsx";
import { SafetyNumberDialog } from "../components/safety-number/SafetyNumberDialog.tsx";
import { usePeer, useSelf } from "../hooks/peers.ts";
import { useCallState } from "../hooks/useCallState.ts";
import { useIdentity } from "../hooks/useIdentity.ts";
import { useOpenedBy } from "../hooks/useOpenedBy.ts";
import { useSafetyNumber } from "../hooks/useSafetyNumber.ts";
import { selectOwnScreens } from "../store/participants.ts";
import { isPostQuantum } from "../store/room.ts";
import type { MeetingEncryptionProps } from "./types.ts";
import { useMeeting } from "./useMeeting.ts";

/** The observed encryption of one connection, with a way to the safety number. */
export function MeetingEncryption({ connectionId, onClose }: MeetingEncryptionProps) {
  const { connectionId: ownId } = useSelf();
  return connectionId === ownId ? (
    <OwnEncryption onClose={onClose} />
  ) : (
    <PeerEncryption connectionId={connectionId} onClose={onClose} />
  );
}

function OwnEncryption({ onClose }: Pick<MeetingEncryptionProps, "onClose">) {
  const { t } = useI18n();
  const { encryption, keyId, fingerprint } = useSelf();
  const senders = useCallState(({ self }) => self.senders);
  const postQuantum = useCallState(isPostQuantum);
  return (
    <Dialog open title={t("details.label.self")} onClose={onClose}>
      <EncryptionDetails local {...{ encryption, keyId, fingerprint, senders, postQuantum }} />
      <OpenedByOthers />
      <CodeOfRoom />
    </Dialog>
  );
}

/** @param props.connectionId That of a screen of our own. Default: the call's connection. */
function OpenedByOthers({ connectionId }: Partial<Pick<MeetingEncryptionProps, "connectionId">>) {
  const { names } = useMeeting();
  return <OpenedByList openedBy={useOpenedBy(connectionId)} names={names} />;
}

/** Renders nothing with pairwise keys. */
function CodeOfRoom() {
  const room = useCallState((state) => state.room);
  return room === undefined ? null : <RoomCodeView code={room?.code ?? null} size={room?.size ?? 0} />;
}

function PeerEncryption({ connectionId, onClose }: MeetingEncryptionProps) {
  const { t } = useI18n();
  const { names, leave } = useMeeting();
  const peer = usePeer(connectionId);
  const receivers = useCallState(({ peers }) => peers[connectionId]?.receivers);
  const postQuantum = useCallState(isPostQuantum);
  const { safetyNumber, verified, changed, setVerified } = useSafetyNumber(connectionId);
  const kind = useCallState(({ self }) => self.identity.kind);
  const { identity, accept } = useIdentity(connectionId);
  const isOwnScreen = useCallState((state) => selectOwnScreens(state).includes(connectionId));
  const [comparing, setComparing] = useState(false);
  // A new peer under the same id is not the inspected one, so the details close. A comparison shows its own
  // interruption notice.
  const gone = peer === null && !comparing;
  useEffect(() => {
    if (gone) onClose();
  }, [gone, onClose]);
  if (gone) return null;
  const name = nameOf(names, connectionId) ?? connectionId;
  // Statistics of our side. There is no proof that the other side keeps its key.
  const lasts = safetyNumber?.kind === "participant" && kind === "device";
  return comparing || peer === null ? (
    <SafetyNumberDialog
      open
      {...{ name, safetyNumber, changed, onClose }}
      // A login server's statement does not replace a comparison, so the person can still compare.
      verified={verified && identity.by !== "vouch"}
      {...(lasts && { lasting: "device" })}
      onVerify={setVerified}
    />
  ) : (
    <Dialog open title={t("details.label", { name })} onClose={onClose}>
      {peer.identityChanged && (
        <IdentityWarning
          name={name}
          since={peer.identity.previousVerifiedAt}
          onCompare={() => setComparing(true)}
          {...(peer.identity.status === "changed" && { onAccept: accept })}
          onLeave={leave}
        />
      )}
      <EncryptionDetails
        name={name}
        vouch={peer.identity.by === "comparison" ? null : peer.identity.vouch}
        identity={peer.identity}
        // A comparison alone shows no mark, because the compared key must also be in use.
        verified={peer.verified}
        encryption={peer.encryption}
        keyId={peer.keyId}
        fingerprint={peer.fingerprint}
        postQuantum={postQuantum}
        {...(receivers && { receivers })}
        // The warning has this button already.
        {...(!peer.identityChanged && { onCompare: () => setComparing(true) })}
      />
      {isOwnScreen && <OpenedByOthers connectionId={connectionId} />}
      <CodeOfRoom />
    </Dialog>
  );
}
