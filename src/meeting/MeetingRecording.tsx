import { useState } from "react";
import { useI18n } from "../components/common/I18nProvider.tsx";
import { nameOf } from "../components/participants/name-of.ts";
import { RecordButton } from "../components/recording/RecordButton.tsx";
import { RecordingAnnouncer } from "../components/recording/RecordingAnnouncer.tsx";
import { RecordingConsentDialog } from "../components/recording/RecordingConsentDialog.tsx";
import { RecordingMark } from "../components/recording/RecordingMark.tsx";
import { useCallPhase } from "../hooks/call.ts";
import { useRecordingState } from "../hooks/useRecording.ts";
import type { AnnouncedRecording, Recording } from "../recording/types.ts";
import { useMeeting } from "./useMeeting.ts";

type Asked = Pick<AnnouncedRecording, "key" | "from">;

/** Number of requests that do not open the dialog again by themselves. */
const closedLimit = 1000;

/** The key of a recording changes when the participant key of its recorder becomes known. */
function isSame(one: Asked, other: Asked): boolean {
  const idOf = ({ key }: Asked) => key.slice(key.lastIndexOf(" "));
  return one.key === other.key || (one.from === other.from && idOf(one) === idOf(other));
}

function find(others: readonly AnnouncedRecording[], asked: Asked): AnnouncedRecording | null {
  return others.find(({ key }) => key === asked.key) ?? others.find((one) => isSame(one, asked)) ?? null;
}

/** The recording participant and time, and the question for consent. */
export function MeetingRecording() {
  const { recording } = useMeeting();
  return recording && <Shown recording={recording} />;
}

function Shown({ recording }: { readonly recording: Recording }) {
  const { t } = useI18n();
  const { names } = useMeeting();
  const { own, others } = useRecordingState(recording);
  const [asked, setAsked] = useState<Asked | null>(null);
  const [closed, setClosed] = useState<readonly Asked[]>([]);
  const current = asked && find(others, asked);
  const isClosed = (one: Asked) => closed.some((before) => isSame(before, one));
  const next = others.find((one) => one.answer === null && !one.quiet && !isClosed(one));
  // Other requests that wait do not follow in the dialog: a person who is about to press a button of it would
  // answer them.
  const close = () => {
    setAsked(null);
    setClosed((before) => [...before, ...others].slice(-closedLimit));
  };
  // Under its new key, a closed request stays closed also after the recorder has another connection.
  const renamed = others.filter((one) => isClosed(one) && !closed.some(({ key }) => key === one.key));
  if (renamed.length > 0) setClosed([...closed, ...renamed].slice(-closedLimit));
  if (asked === null) next && setAsked(next);
  else if (!current) close();
  else if (current.key !== asked.key) setAsked(current);
  return (
    <>
      <RecordingMark
        {...{ own, others, names }}
        onAnswer={(key) => setAsked(others.find((one) => one.key === key) ?? null)}
        onProceed={recording.proceed}
        onStop={() => void recording.stop()}
      />
      <RecordingConsentDialog
        open={current !== null}
        name={(current && nameOf(names, current.from)) ?? t("log.someone")}
        status={current?.status ?? "asking"}
        onAnswer={(agreed) => {
          if (current) recording.answer(current.key, agreed);
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
