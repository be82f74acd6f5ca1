import { CallAnnouncer, CallEncryptionBanner, useCallEncryption, useEventLog } from "react-sora-e2ee";

interface CallEncryptionProps {
  /** Names by connection id. */
  readonly names: Readonly<Record<string, string>>;
  readonly onShow: (connectionId: string) => void;
}

/** One of each per call: the banner to be seen, the announcer to be heard. */
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
