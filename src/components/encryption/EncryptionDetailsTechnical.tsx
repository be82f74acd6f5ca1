import type { ReceiverFacts, SenderFacts } from "../../status.ts";
import { useI18n } from "../common/I18nProvider.tsx";

interface EncryptionDetailsTechnicalProps {
  readonly keyId: number | null | undefined;
  readonly fingerprint: string | null | undefined;
  readonly receivers?: readonly ReceiverFacts[] | undefined;
  readonly senders?: readonly SenderFacts[] | undefined;
}

/** Technical details for reports, folded by default. */
export function EncryptionDetailsTechnical(props: EncryptionDetailsTechnicalProps) {
  const { keyId, fingerprint, receivers = [], senders = [] } = props;
  const { t } = useI18n();
  return (
    <details>
      <summary>{t("details.technical")}</summary>
      <dl>
        <dt>{t("details.key-id")}</dt>
        <dd>{keyId ?? t("details.unknown")}</dd>
        <dt>{t("details.fingerprint")}</dt>
        <dd>{fingerprint ? <code dir="ltr">{fingerprint}</code> : t("details.unknown")}</dd>
        {receivers.map(({ transformId, kind, received, passed, refused, waiting }) => (
          <Counts
            key={transformId}
            name={t(`media.${kind}`)}
            text={t("details.received", { received, passed, refused: total(refused), waiting })}
          />
        ))}
        {senders.map(({ transformId, kind, received, passed, dropped }) => (
          <Counts
            key={transformId}
            name={t(`media.${kind}`)}
            text={t("details.sent", { received, passed, dropped })}
          />
        ))}
      </dl>
    </details>
  );
}

function Counts({ name, text }: { readonly name: string; readonly text: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{text}</dd>
    </>
  );
}

function total(refused: ReceiverFacts["refused"]): number {
  return Object.values(refused).reduce((sum, count) => sum + count, 0);
}
