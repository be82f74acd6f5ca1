import { memo, type ReactNode } from "react";
import { encryptionLabel, type ShownEncryption } from "../../i18n/index.ts";
import { type PeerIdentity, vouchedBy } from "../../protocol/identity.ts";
import { isSilent, type Role } from "../../protocol/types.ts";
import type { PeerEncryption, QualityCause, SelfEncryption } from "../../status.ts";
import { useI18n } from "../common/I18nProvider.tsx";
import { Icon } from "../common/Icon.tsx";
import { IdentityMark } from "../identity/IdentityMark.tsx";
import { RaisedHand } from "../reactions/RaisedHand.tsx";
import { Avatar } from "../tile/Avatar.tsx";
import { ConnectionIndicator, type ConnectionQuality } from "../tile/ConnectionIndicator.tsx";
import { tileTitle } from "../tile/tile-title.ts";

interface CommonFields {
  /** Null before our own connection has an id. */
  readonly connectionId: string | null;
  readonly name: string;
  /** Null while it is not known. Then nothing is shown for it. */
  readonly role: Role | null;
  /**
   * A screen has a line of its own, with the name of the participant that it claims to belong to. Default
   * `camera`.
   */
  readonly kind?: "camera" | "screen";
  readonly microphoneOff?: boolean;
  /** The quality of its connection; null or left out while it is not known. */
  readonly quality?: ConnectionQuality | null;
  readonly qualityCause?: QualityCause | null;
  /** The place of a raised hand among all, from 1. Null or left out: it is not raised. */
  readonly hand?: number | null;
  /** For a screen: true when nothing proves whose screen it is. Default: true unless it is verified. */
  readonly claimed?: boolean;
}

/** The result of `useSelf` with `local: true`, or the result of `usePeer`, each with a name. */
export type ListedParticipant = CommonFields &
  (
    | {
        readonly local?: false;
        readonly encryption: PeerEncryption;
        readonly verified: boolean;
        /** The identity status of the participant key. Default `none`. */
        readonly identity?: Pick<PeerIdentity, "status" | "by" | "vouch">;
      }
    | { readonly local: true; readonly encryption: SelfEncryption }
  );

export interface ParticipantListItemProps {
  readonly participant: ListedParticipant;
  /** At its end: a button or a menu. */
  readonly actions?: ReactNode;
}

/** One participant of a `ParticipantList`. */
export const ParticipantListItem = memo(function ParticipantListItem({
  participant,
  actions,
}: ParticipantListItemProps) {
  const i18n = useI18n();
  const { t } = i18n;
  const { name, role, kind = "camera", microphoneOff = false, hand = null } = participant;
  const isScreen = kind === "screen";
  const claimed = isScreen && !participant.local && (participant.claimed ?? !participant.verified);
  const encryption: ShownEncryption = participant.encryption;
  return (
    <li
      className="sora-participant"
      data-encryption={encryption.status}
      data-local={participant.local ? "" : undefined}
      data-kind={kind}
    >
      <Avatar name={name} seed={participant.connectionId ?? name} />
      <div className="sora-participant-body">
        <p className="sora-participant-name">
          <bdi>{tileTitle(i18n, { name, kind, claimed, local: participant.local ?? false })}</bdi>
          {!isScreen && !isSilent(role) && (
            <span data-microphone={microphoneOff ? "off" : "on"}>
              <Icon name={microphoneOff ? "microphone-off" : "microphone"} />
              <span className="sora-hidden">
                {t(microphoneOff ? "participants.microphone-off" : "participants.microphone-on")}
              </span>
            </span>
          )}
          {hand !== null && <RaisedHand place={hand} />}
        </p>
        <p className="sora-participant-facts">
          {isScreen ? (
            <span>{t("participants.screen")}</span>
          ) : (
            role && role !== "sendrecv" && <span>{t(`participants.${role}`)}</span>
          )}
          <span data-fact="encryption">
            <Icon name={encryption.status} />
            {encryptionLabel(i18n, encryption)}
          </span>
          <ConnectionIndicator
            quality={participant.quality ?? null}
            cause={participant.qualityCause ?? null}
            compact={participant.quality === "good"}
          />
          {!participant.local && (
            <IdentityMark
              verified={participant.verified}
              {...(participant.identity && {
                identity: participant.identity.status,
                vouchedBy: vouchedBy(participant.identity),
              })}
            />
          )}
        </p>
        {claimed && <p className="sora-note">{t("participants.screen.claimed", { name })}</p>}
      </div>
      {actions}
    </li>
  );
});
