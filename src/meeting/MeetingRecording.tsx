import { useState } from "react";
import { useI18n } from "../components/common/I18nProvider.tsx";
import { nameOf } from "../components/participants/name-of.ts";
import { RecordButton } from "../components/recording/RecordButton.tsx";
import { RecordingAnnouncer } from "../components/recording/RecordingAnnouncer.tsx";
import { RecordingConsentDialog } from "../components/recording/RecordingConsentDialog.tsx";
import { RecordingMark } from "../components/recording/RecordingMark.tsx";
import { useCallPhase } from "../hooks/call.ts";
import { useRecordingState } from "../hooks/useRecording.ts";
import type { Recording } from "../recording/types.ts";
import { useMeeting } from "./useMeeting.ts";

/** The recording participant and time, and the question for consent. */
export function MeetingRecording() {
  const { recording } = useMeeting();
  return recording && <Shown recording={recording} />;
}

function Shown({ recording }: { readonly recording: Recording }) {
  const { t } = useI18n();
  const { names } = useMeeting();
  const { own, others } = useRecordingState(recording);
  const [opened, setOpened] = useState<string | null>(null);
  const [closed, setClosed] = useState<readonly string[]>([]);
  const asked =
    others.find(({ key }) => key === opened) ??
    others.find(({ key, answer, quiet }) => answer === null && !quiet && !closed.includes(key)) ??
    null;
  const close = () => {
    setOpened(null);
    if (asked) setClosed((before) => [...before, asked.key].slice(-100));
  };
  return (
    <>
      <RecordingMark
        {...{ own, others, names }}
        onAnswer={setOpened}
        onProceed={recording.proceed}
        onStop={() => void recording.stop()}
      />
      <RecordingConsentDialog
        open={asked !== null}
        name={(asked && nameOf(names, asked.from)) ?? t("log.someone")}
        status={asked?.status ?? "asking"}
        onAnswer={(agreed) => {
          if (asked) recording.answer(asked.key, agreed);
          close();
        }}
        onClose={close}
      />
      <RecordingAnnouncer {...{ own, others, names }} />
    </>
  );
}

/** The record button, if the meeting has recording. */
export function RecordControl() {
  const { recording } = useMeeting();
  return recording && <Control recording={recording} />;
}

function Control({ recording }: { readonly recording: Recording }) {
  const { own } = useRecordingState(recording);
  const connected = useCallPhase() === "connected";
  return (
    <RecordButton
      recording={own}
      disabled={!connected}
      onStart={() => void recording.start()}
      onStop={() => void recording.stop()}
    />
  );
}
