import { memo, type ReactNode } from "react";
import { encryptionLabel, type ShownEncryption } from "../i18n/index.ts";
import type { PeerEncryption, SelfEncryptionStatus } from "../status.ts";
import { Avatar } from "./Avatar.tsx";
import { useI18n } from "./I18nProvider.tsx";
import { Icon } from "./Icon.tsx";

interface CommonFields {
  /** Null as long as there is none: one's own before the call. */
  readonly connectionId: string | null;
  readonly name: string;
  readonly role: "sendrecv" | "sendonly" | "recvonly";
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
  const { name, role, microphoneOff = false } = person;
  const encryption: ShownEncryption = person.local ? { status: person.encryption } : person.encryption;
  return (
    <li
      className="sora-person"
      data-encryption={encryption.status}
      data-local={person.local ? "" : undefined}
    >
      <Avatar name={name} seed={person.connectionId ?? name} />
      <div className="sora-person-body">
        <p className="sora-person-name">
          <bdi>{person.local ? t("tile.you", { name }) : name}</bdi>
          {role !== "recvonly" && (
            <span data-microphone={microphoneOff ? "off" : "on"}>
              <Icon name={microphoneOff ? "microphone-off" : "microphone"} />
              <span className="sora-hidden">
                {t(microphoneOff ? "people.microphone-off" : "people.microphone-on")}
              </span>
            </span>
          )}
        </p>
        <p className="sora-person-facts">
          <span>{t(`people.${role}`)}</span>
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
      </div>
      {actions}
    </li>
  );
});
