import { memo, type ReactNode } from "react";
import { encryptionLabel, type ShownEncryption } from "../../i18n/index.ts";
import type { PeerEncryption, SelfEncryptionStatus } from "../../status.ts";
import { useI18n } from "../common/I18nProvider.tsx";
import { Icon } from "../common/Icon.tsx";
import { Avatar } from "../tile/Avatar.tsx";
import { tileTitle } from "../tile/tile-title.ts";

interface CommonFields {
  /** Null as long as there is none: one's own before the call. */
  readonly connectionId: string | null;
  readonly name: string;
  /** Null while it is not known: then nothing is said of it. */
  readonly role: "sendrecv" | "sendonly" | "recvonly" | null;
  /** A screen has a line of its own, by the name of the person whose screen it says it is. Default `camera`. */
  readonly kind?: "camera" | "screen";
  readonly microphoneOff?: boolean;
}

/** One's own `useSelf` with `local: true`, or another's `usePeer`; each with a name. */
export type ListedPerson = CommonFields &
  (
    | { readonly local?: false; readonly encryption: PeerEncryption; readonly verified: boolean }
    | { readonly local: true; readonly encryption: SelfEncryptionStatus }
  );

export interface PeerListItemProps {
  readonly person: ListedPerson;
  /** At its end: a button or a menu. */
  readonly actions?: ReactNode;
}

/** One person of a `PeerList`. */
export const PeerListItem = memo(function PeerListItem({ person, actions }: PeerListItemProps) {
  const i18n = useI18n();
  const { t } = i18n;
  const { name, role, kind = "camera", microphoneOff = false } = person;
  const isScreen = kind === "screen";
  const claimed = isScreen && !person.local && !person.verified;
  const encryption: ShownEncryption = person.local ? { status: person.encryption } : person.encryption;
  return (
    <li
      className="sora-person"
      data-encryption={encryption.status}
      data-local={person.local ? "" : undefined}
      data-kind={kind}
    >
      <Avatar name={name} seed={person.connectionId ?? name} />
      <div className="sora-person-body">
        <p className="sora-person-name">
          <bdi>{tileTitle(i18n, { name, kind, claimed, local: person.local ?? false })}</bdi>
          {!isScreen && role !== "recvonly" && (
            <span data-microphone={microphoneOff ? "off" : "on"}>
              <Icon name={microphoneOff ? "microphone-off" : "microphone"} />
              <span className="sora-hidden">
                {t(microphoneOff ? "people.microphone-off" : "people.microphone-on")}
              </span>
            </span>
          )}
        </p>
        <p className="sora-person-facts">
          {isScreen ? <span>{t("people.screen")}</span> : role && <span>{t(`people.${role}`)}</span>}
          <span data-fact="encryption">
            <Icon name={encryption.status} />
            {encryptionLabel(i18n, encryption)}
          </span>
          {!person.local && person.verified && (
            <span data-fact="verified">
              <Icon name="verified" />
              {t("tile.verified")}
            </span>
          )}
        </p>
        {claimed && <p className="sora-note">{t("people.screen.claimed", { name })}</p>}
      </div>
      {actions}
    </li>
  );
});
