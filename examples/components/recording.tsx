import { useState } from "react";
import {
  RecordButton,
  RecordingAnnouncer,
  RecordingConsentDialog,
  RecordingMark,
  useCallState,
  useRecording,
} from "react-sora-e2ee";

/** The call names "#recording" in `sealedMessages`. */
export function Recording() {
  const { own, others, start, proceed, stop, answer } = useRecording("#recording");
  const names = useCallState(({ peers }) =>
    Object.fromEntries(Object.values(peers).map(({ connectionId, name }) => [connectionId, name ?? "Guest"])),
  );
  const [opened, setOpened] = useState<string | null>(null);
  const asked = others.find(({ key, answer }) => key === opened || (opened === null && answer === null));
  return (
    <>
      <RecordingMark
        {...{ own, others, names }}
        onAnswer={setOpened}
        onProceed={proceed}
        onStop={() => void stop()}
      />
      <RecordButton recording={own} onStart={() => void start()} onStop={() => void stop()} />
      <RecordingConsentDialog
        open={asked !== undefined}
        name={names[asked?.from ?? ""] ?? "Guest"}
        status={asked?.status ?? "asking"}
        onAnswer={(agreed) => {
          if (asked) answer(asked.key, agreed);
          setOpened("");
        }}
        onClose={() => setOpened("")}
      />
      <RecordingAnnouncer {...{ own, others, names }} />
    </>
  );
}
