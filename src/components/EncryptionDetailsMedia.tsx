import { type MediaKind, mediaKinds, type SenderFacts } from "../status.ts";
import { useI18n } from "./I18nProvider.tsx";
import type { MediaObservation } from "./media-observation.ts";

interface EncryptionDetailsMediaProps {
  readonly media: Readonly<Record<MediaKind, MediaObservation | null>>;
}

/** What arrives of a member, kind by kind. */
export function EncryptionDetailsMedia({ media }: EncryptionDetailsMediaProps) {
  const { t } = useI18n();
  const rows = mediaKinds.flatMap((kind) => {
    const seen = media[kind];
    if (seen === null) return [];
    const text =
      "why" in seen ? t(`media.${seen.state}`, { why: t(`why.${seen.why}`) }) : t(`media.${seen.state}`);
    return [{ kind, state: seen.state, text }];
  });
  return <Rows rows={rows} />;
}

interface OwnEncryptionDetailsMediaProps {
  readonly senders?: readonly SenderFacts[] | undefined;
}

/** What was sent, kind by kind. */
export function OwnEncryptionDetailsMedia({ senders = [] }: OwnEncryptionDetailsMediaProps) {
  const { t } = useI18n();
  const rows = mediaKinds.flatMap((kind) => {
    const own = senders.filter((sender) => sender.kind === kind);
    if (own.length === 0) return [];
    const state = own.some(({ dropped }) => dropped > 0)
      ? "dropped"
      : own.some(({ passed }) => passed > 0)
        ? "sealed"
        : "unsent";
    return [{ kind, state, text: t(`media.${state}`) }] as const;
  });
  return <Rows rows={rows} />;
}

interface RowsProps {
  readonly rows: readonly { readonly kind: MediaKind; readonly state: string; readonly text: string }[];
}

function Rows({ rows }: RowsProps) {
  const { t } = useI18n();
  if (rows.length === 0) return null;
  return (
    <dl className="sora-details-media">
      {rows.map(({ kind, state, text }) => (
        <div key={kind} data-kind={kind} data-state={state}>
          <dt>{t(`media.${kind}`)}</dt>
          <dd>{text}</dd>
        </div>
      ))}
    </dl>
  );
}
