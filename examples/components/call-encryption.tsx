import { CallAnnouncer, CallEncryptionBanner, useCallEncryption, useEventLog } from "react-sora-e2ee";

interface CallEncryptionProps {
  /** Names by connection id. */
  readonly names: Readonly<Record<string, string>>;
  readonly onShow: (connectionId: string) => void;
}

/** Use each once in a call: the banner is visible, and the announcer is for screen readers. */
export function CallEncryption({ names, onShow }: CallEncryptionProps) {
  const encryption = useCallEncryption();
  const entries = useEventLog();
  return (
    <>
      <CallEncryptionBanner encryption={encryption} names={names} onShow={onShow} />
      <CallAnnouncer entries={entries} names={names} />
    </>
  );
}
