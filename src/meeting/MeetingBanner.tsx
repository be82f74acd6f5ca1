import { useI18n } from "../components/common/I18nProvider.tsx";
import { CallEncryptionBanner } from "../components/encryption/CallEncryptionBanner.tsx";
import { nameOf } from "../components/participants/name-of.ts";
import { useCallEncryption } from "../hooks/useCallEncryption.ts";
import { useCallState } from "../hooks/useCallState.ts";
import { useMeeting } from "./useMeeting.ts";

/** The encryption of the call as a whole, and peers whose identity key changed since it was verified. */
export function MeetingBanner() {
  const { t } = useI18n();
  const { names, showEncryption } = useMeeting();
  const encryption = useCallEncryption();
  const changed = useCallState(({ peers }) =>
    Object.values(peers)
      .filter(({ identityChanged }) => identityChanged)
      .map(({ connectionId }) => connectionId),
  );
  return (
    <div className="sora-meeting-banner">
      <CallEncryptionBanner encryption={encryption} names={names} onShow={showEncryption} />
      <ul aria-live="polite" hidden={changed.length === 0}>
        {changed.map((id) => (
          <li key={id}>
            <span>{t("safety.changed.what", { name: nameOf(names, id) ?? id })}</span>
            <button type="button" className="sora-button" data-quiet="" onClick={() => showEncryption(id)}>
              {t("details.compare")}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
