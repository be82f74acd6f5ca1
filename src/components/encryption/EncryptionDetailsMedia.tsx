import { type MediaKind, mediaKinds, type SelfEncryption, type SenderFacts } from "../../status.ts";
import { useI18n } from "../common/I18nProvider.tsx";
import type { MediaObservation } from "../tile/media-observation.ts";

interface EncryptionDetailsMediaProps {
  readonly media: Readonly<Record<MediaKind, MediaObservation | null>>;
}

/** The received media of a peer, by kind. */
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
  readonly encryption: SelfEncryption;
  readonly senders?: readonly SenderFacts[] | undefined;
}

/** The sent media, by kind. */
export function OwnEncryptionDetailsMedia({ encryption, senders = [] }: OwnEncryptionDetailsMediaProps) {
  const { t } = useI18n();
  const rows = mediaKinds.flatMap((kind) => {
    const own = senders.filter((sender) => sender.kind === kind);
    if (own.length === 0) return [];
    const state = stateOf(own, encryption);
    if (state === null) return [];
    return [{ kind, state, text: t(`media.${state}`) }] as const;
  });
  return <Rows rows={rows} />;
}

/**
 * The sealed frames are not proof that all sent frames were sealed. Only the comparison with the browser's
 * counts shows that.
 */
function stateOf(senders: readonly SenderFacts[], encryption: SelfEncryption) {
  if (senders.some(({ dropped }) => dropped > 0)) return "dropped";
  if (senders.every(({ received }) => received === 0)) return "unsent";
  return encryption.status === "protected" ? "sealed" : null;
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
