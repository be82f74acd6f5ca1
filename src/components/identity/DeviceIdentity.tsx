import { useId, useState } from "react";
import { SoraE2EEError, type SoraE2EEErrorCode } from "../../errors.ts";
import type { OwnIdentity } from "../../protocol/identity.ts";
import { useI18n } from "../common/I18nProvider.tsx";
import { ErrorNotice } from "../notices/ErrorNotice.tsx";

export interface DeviceIdentityProps {
  /** `self.identity` of the call's state. */
  readonly identity: OwnIdentity;
  /** Called when the person wants a new device identity for the next call. Without it there is no button. */
  readonly onForget?: () => Promise<unknown>;
}

type Step = "read" | "ask" | "forgotten" | { readonly code: SoraE2EEErrorCode };

/** Shows the identity by which others recognize this browser, and a button that replaces it. */
export function DeviceIdentity({ identity, onForget }: DeviceIdentityProps) {
  const { t } = useI18n();
  const id = useId();
  const [step, setStep] = useState<Step>("read");
  const { kind, key, isNew } = identity;

  const forget = async () => {
    try {
      await onForget?.();
      setStep("forgotten");
    } catch (error) {
      setStep({ code: codeOf(error) });
    }
  };
  return (
    <section className="sora-device-identity" aria-labelledby={id}>
      <h2 id={id}>{t("device.label")}</h2>
      <p>{t(kind === "device" && isNew ? "device.new" : `device.${kind}`)}</p>
      {key !== null && (
        <details>
          <summary>{t("device.fingerprint")}</summary>
          <p className="sora-device-fingerprint" dir="ltr" translate="no">
            {key}
          </p>
        </details>
      )}
      {typeof step === "object" && <ErrorNotice error={step} onDismiss={() => setStep("read")} />}
      {step === "ask" && (
        <div role="alert">
          <p>{t("device.forget.sure")}</p>
          <div className="sora-identity-actions">
            <button type="button" className="sora-button" onClick={() => void forget()}>
              {t("device.forget")}
            </button>
            <button type="button" className="sora-button" data-quiet="" onClick={() => setStep("read")}>
              {t("contacts.cancel")}
            </button>
          </div>
        </div>
      )}
      {onForget && kind === "device" && step === "read" && (
        <button type="button" className="sora-button" data-quiet="" onClick={() => setStep("ask")}>
          {t("device.forget")}
        </button>
      )}
      <p role="status">{step === "forgotten" && t("device.forgotten")}</p>
    </section>
  );
}

function codeOf(error: unknown): SoraE2EEErrorCode {
  return error instanceof SoraE2EEError ? error.code : "internal";
}
