import type { ReactNode } from "react";
import type { SelfEncryption, SelfEncryptionStatus } from "../../status.ts";
import { useI18n } from "../common/I18nProvider.tsx";
import { Icon, type IconName } from "../common/Icon.tsx";
import { CallEncryptionNames } from "./CallEncryptionNames.tsx";

export interface CallEncryptionBannerProps {
  /** The result of `useCallEncryption`. */
  readonly encryption: {
    readonly status: "alone" | "encrypted" | "settling" | "not-encrypted";
    readonly self: SelfEncryption;
    readonly notEncrypted: readonly string[];
    readonly settling: readonly string[];
  };
  /** Names by connection id. */
  readonly names: Readonly<Record<string, string>>;
  /**
   * Called for more details about one peer: show `EncryptionDetails` there. Without it, names are not
   * buttons.
   */
  readonly onShow?: (connectionId: string) => void;
}

/**
 * The encryption of the whole call: one quiet line when all participants are encrypted, otherwise the names
 * of those who are not.
 */
export function CallEncryptionBanner({ encryption, names, onShow }: CallEncryptionBannerProps) {
  const { t } = useI18n();
  const { status, notEncrypted, settling } = encryption;
  const self = encryption.self.status;
  const wrong = status === "not-encrypted" || self === "blocked";
  const peers = { names, onShow };
  return (
    <section
      className="sora-banner"
      aria-label={t("banner.label")}
      data-status={status}
      data-self={self}
      data-tone={wrong ? "bad" : status === "settling" ? "settling" : "quiet"}
    >
      {self === "blocked" && (
        <Line icon="blocked">
          <p>
            <strong>{t("encryption.blocked")}</strong>
          </p>
          <p>{t("encryption.blocked.detail")}</p>
        </Line>
      )}
      {status === "not-encrypted" && (
        <Line icon="unprotected">
          <p>
            <CallEncryptionNames message="banner.not-encrypted" ids={notEncrypted} {...peers} />
          </p>
          <p>{t("banner.not-encrypted.detail")}</p>
        </Line>
      )}
      {status !== "alone" && settling.length > 0 && (
        <Line icon="exchanging">
          <p>
            <CallEncryptionNames message="banner.settling" ids={settling} {...peers} />
          </p>
        </Line>
      )}
      {(status === "encrypted" || status === "alone") && (
        <Line icon={status === "encrypted" ? "encrypted" : "waiting"}>
          <p>
            {quietMessages(status, self)
              .map((message) => t(message))
              .join(" ")}
          </p>
        </Line>
      )}
    </section>
  );
}

/** The text when no peer has a problem. */
function quietMessages(status: "encrypted" | "alone", self: SelfEncryptionStatus) {
  if (status === "encrypted" && self === "protected") return ["banner.both"] as const;
  const received = `banner.${status}` as const;
  return self === "blocked" ? [received] : [received, `banner.self.${self}` as const];
}

function Line({ icon, children }: { readonly icon: IconName; readonly children: ReactNode }) {
  return (
    <div className="sora-banner-line" data-icon={icon}>
      <Icon name={icon} />
      <div>{children}</div>
    </div>
  );
}
