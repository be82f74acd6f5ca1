import { useCallState, useI18n } from "react-sora-e2ee";
import { namesById } from "./people.ts";

interface ChangedIdentitiesProps {
  readonly onShow: (connectionId: string) => void;
}

/** Who was verified with an identity that is not theirs any more. */
export function ChangedIdentities({ onShow }: ChangedIdentitiesProps) {
  const { t } = useI18n();
  const peers = useCallState((state) => state.peers);
  const changed = Object.values(peers).filter(({ identityChanged }) => identityChanged);
  return (
    <ul className="simulator-changed" aria-live="polite" hidden={changed.length === 0}>
      {changed.map(({ connectionId }) => (
        <li key={connectionId}>
          <span>{t("safety.changed.what", { name: namesById[connectionId] ?? "" })}</span>
          <button type="button" className="sora-button" onClick={() => onShow(connectionId)}>
            {t("details.compare")}
          </button>
        </li>
      ))}
    </ul>
  );
}
