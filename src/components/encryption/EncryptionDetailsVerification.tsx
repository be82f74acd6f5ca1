import type { PeerIdentity, PeerVouch } from "../../protocol/identity.ts";
import { useI18n } from "../common/I18nProvider.tsx";
import { Icon } from "../common/Icon.tsx";

interface EncryptionDetailsVerificationProps {
  readonly name: string;
  readonly verified: boolean;
  /** The login server's answer about this person; null: there is none. */
  readonly vouch: PeerVouch | null;
  /** The identity by the participant key; null: the app does not show it. */
  readonly identity: Pick<PeerIdentity, "status" | "confirmed"> | null;
  readonly onCompare: (() => void) | undefined;
}

/** Shows if a person compared the safety number, and a button to compare it. */
export function EncryptionDetailsVerification(props: EncryptionDetailsVerificationProps) {
  const { name, verified, vouch, identity, onCompare } = props;
  const { t } = useI18n();
  const vouched = verified && vouch?.status === "vouched" ? vouch : null;
  const state = verified ? "verified" : "unverified";
  const vouchedTitle = (by: string | null) =>
    by === null ? t("identity.vouched") : t("identity.vouched.by", { by });
  const vouchedDetail = ({ by, name: told, userId }: Extract<PeerVouch, { status: "vouched" }>) => {
    const who = told ?? userId;
    return by === null
      ? t("identity.vouched.detail.unnamed", { who })
      : t("identity.vouched.detail", { by, who });
  };
  return (
    <div className="sora-details-verification" data-verified={verified}>
      <p className="sora-details-verification-state">
        {verified && <Icon name={vouched ? "vouched" : "verified"} />}
        <strong>{vouched ? vouchedTitle(vouched.by) : t(`details.${state}`)}</strong>
      </p>
      <p className="sora-details-verification-detail">
        {vouched ? vouchedDetail(vouched) : t(`details.${state}.detail`, { name })}
      </p>
      {vouch?.status === "refused" && (
        <p className="sora-details-verification-detail">
          <Icon name="failing" /> {t(`error.${vouch.code}.what`)} {t(`error.${vouch.code}.do`)}
        </p>
      )}
      {identity?.status === "invalid" && (
        <p className="sora-details-verification-detail">
          <Icon name="failing" /> {t("identity.invalid.detail", { name })}
        </p>
      )}
      {identity?.status === "verified" && !identity.confirmed && (
        <p className="sora-details-verification-detail">{t("identity.unconfirmed.detail", { name })}</p>
      )}
      {onCompare && (
        <button type="button" className="sora-button" data-quiet="" onClick={() => onCompare()}>
          {t(verified && !vouched ? "details.show" : "details.compare")}
        </button>
      )}
    </div>
  );
}
