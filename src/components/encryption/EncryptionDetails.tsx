import type { ReactNode } from "react";
import {
  encryptionAdvice,
  encryptionDetail,
  encryptionLabel,
  encryptionSentence,
  type ShownEncryption,
} from "../../i18n/encryption-texts.ts";
import type { PeerIdentity, PeerVouch } from "../../protocol/identity.ts";
import {
  type FailureReason,
  type MediaKind,
  mediaKinds,
  type PeerEncryption,
  type ReceiverFacts,
  type SelfEncryption,
  type SenderFacts,
} from "../../status.ts";
import { useI18n } from "../common/I18nProvider.tsx";
import { Icon } from "../common/Icon.tsx";
import type { MediaObservation } from "../tile/media-observation.ts";
import { useMediaObservations } from "../tile/useMediaObservations.ts";
import { EncryptionDetailsMedia, OwnEncryptionDetailsMedia } from "./EncryptionDetailsMedia.tsx";
import { EncryptionDetailsTechnical } from "./EncryptionDetailsTechnical.tsx";
import { EncryptionDetailsVerification } from "./EncryptionDetailsVerification.tsx";

interface CommonProps {
  /** The time of the last status change, in milliseconds since the epoch. */
  readonly since?: number;
  /** The newest key id. Null before the first key. */
  readonly keyId?: number | null;
  /** The fingerprint of the identity key in Sora's format. Null while it is unknown. */
  readonly fingerprint?: string | null;
  /** True when all peers of the call use a post-quantum key agreement. */
  readonly postQuantum?: boolean;
}

export interface PeerEncryptionDetailsProps extends CommonProps {
  readonly local?: false;
  readonly name: string;
  readonly encryption: PeerEncryption;
  /**
   * Counts for each received track. Pass a new array for each change, because the component compares their
   * growth.
   */
  readonly receivers?: readonly ReceiverFacts[];
  /** A person compared the safety number. */
  readonly verified?: boolean;
  /**
   * The login server's answer about this person. Null when a person compared the number, or without an
   * answer.
   */
  readonly vouch?: PeerVouch | null;
  /** The identity by the participant key. Says what is wrong with it, or missing. Left out: nothing. */
  readonly identity?: Pick<PeerIdentity, "status" | "confirmed">;
  /** Called to show the safety number: open `SafetyNumberDialog` there. Without it there is no button. */
  readonly onCompare?: () => void;
}

export interface OwnEncryptionDetailsProps extends CommonProps {
  readonly local: true;
  readonly encryption: SelfEncryption;
  readonly senders?: readonly SenderFacts[];
}

export type EncryptionDetailsProps = PeerEncryptionDetailsProps | OwnEncryptionDetailsProps;

/** The observed encryption of a peer or of ourselves in plain words, and what a person can do about it. */
export function EncryptionDetails(props: EncryptionDetailsProps) {
  return props.local ? <OwnDetails {...props} /> : <PeerDetails {...props} />;
}

function PeerDetails(props: PeerEncryptionDetailsProps) {
  const {
    name,
    encryption,
    receivers,
    verified,
    vouch = null,
    identity = null,
    onCompare,
    since,
    keyId,
    fingerprint,
  } = props;
  const { postQuantum = false } = props;
  const i18n = useI18n();
  const media = useMediaObservations(receivers);
  const kinds = encryption.status === "failing" ? kindsThatFail(media, encryption.reason) : [];
  const comparable = encryption.status !== "unprotected" && (verified !== undefined || onCompare);
  return (
    <Frame
      label={i18n.t("details.label", { name })}
      encryption={encryption}
      since={since}
      sentence={encryptionSentence(i18n, encryption, name, kinds)}
      advice={encryptionAdvice(i18n, encryption, name)}
    >
      <EncryptionDetailsMedia media={media} />
      {postQuantum && <p>{i18n.t("details.post-quantum")}</p>}
      {comparable && (
        <EncryptionDetailsVerification
          {...{ name, vouch, identity, onCompare }}
          verified={verified ?? false}
        />
      )}
      <EncryptionDetailsTechnical keyId={keyId} fingerprint={fingerprint} receivers={receivers} />
    </Frame>
  );
}

function OwnDetails(props: OwnEncryptionDetailsProps) {
  const { encryption, senders, since, keyId, fingerprint, postQuantum = false } = props;
  const i18n = useI18n();
  return (
    <Frame
      label={i18n.t("details.label.self")}
      encryption={encryption}
      since={since}
      sentence={encryptionDetail(i18n, encryption)}
      advice={encryptionAdvice(i18n, encryption, "")}
    >
      <OwnEncryptionDetailsMedia encryption={encryption} senders={senders} />
      {postQuantum && <p>{i18n.t("details.post-quantum")}</p>}
      <EncryptionDetailsTechnical keyId={keyId} fingerprint={fingerprint} senders={senders} />
    </Frame>
  );
}

interface FrameProps {
  readonly label: string;
  readonly encryption: ShownEncryption;
  readonly since: number | undefined;
  readonly sentence: string;
  readonly advice: string | null;
  readonly children: ReactNode;
}

function Frame({ label, encryption, since, sentence, advice, children }: FrameProps) {
  const i18n = useI18n();
  return (
    <section className="sora-details" aria-label={label} data-status={encryption.status}>
      <p className="sora-details-status">
        <Icon name={encryption.status} />
        <strong>{encryptionLabel(i18n, encryption)}</strong>
        {since !== undefined && <Since at={since} />}
      </p>
      <p>{sentence}</p>
      {advice !== null && <p className="sora-details-advice">{advice}</p>}
      {children}
    </section>
  );
}

function Since({ at }: { readonly at: number }) {
  const { t, locale } = useI18n();
  const time = new Intl.DateTimeFormat(locale, { timeStyle: "short" }).format(at);
  return <time dateTime={new Date(at).toISOString()}>{t("details.since", { time })}</time>;
}

/** The kinds of media that the status describes: those that fail for its reason. */
function kindsThatFail(
  media: Readonly<Record<MediaKind, MediaObservation | null>>,
  reason: FailureReason,
): readonly MediaKind[] {
  const whyOf = (kind: MediaKind) => {
    const seen = media[kind];
    return seen && "why" in seen ? seen.why : null;
  };
  return mediaKinds.filter((kind) => whyOf(kind) === reason);
}
