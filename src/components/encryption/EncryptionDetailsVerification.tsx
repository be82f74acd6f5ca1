import { useI18n } from "../common/I18nProvider.tsx";
import { Icon } from "../common/Icon.tsx";

interface EncryptionDetailsVerificationProps {
  readonly name: string;
  readonly verified: boolean;
  readonly onCompare: (() => void) | undefined;
}

/** Whether a person compared the safety number, and the way to it. */
export function EncryptionDetailsVerification(props: EncryptionDetailsVerificationProps) {
  const { name, verified, onCompare } = props;
  const { t } = useI18n();
  const state = verified ? "verified" : "unverified";
  return (
    <div className="sora-details-verification" data-verified={verified}>
      <p className="sora-details-verification-state">
        {verified && <Icon name="verified" />}
        <strong>{t(`details.${state}`)}</strong>
      </p>
      <p className="sora-details-verification-detail">{t(`details.${state}.detail`, { name })}</p>
      {onCompare && (
        <button type="button" className="sora-button" data-quiet="" onClick={() => onCompare()}>
          {t(verified ? "details.show" : "details.compare")}
        </button>
      )}
    </div>
  );
}
