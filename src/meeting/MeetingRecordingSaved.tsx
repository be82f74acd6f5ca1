import { useEffect, useState } from "react";
import { useI18n } from "../components/common/I18nProvider.tsx";
import { FloatingNotice } from "../components/notices/FloatingNotice.tsx";
import { useRecordingState } from "../hooks/useRecording.ts";
import type { Recording } from "../recording/types.ts";

/** Milliseconds for which the notice is shown. */
const shownFor = 10_000;

/** Says for some seconds that this person's own recording was saved. */
export function MeetingRecordingSaved({ recording }: { readonly recording: Recording }) {
  const { t } = useI18n();
  const { file } = useRecordingState(recording).own;
  const [seen, setSeen] = useState(file);
  useEffect(() => {
    const timer = setTimeout(setSeen, shownFor, file);
    return () => clearTimeout(timer);
  }, [file]);
  const saved = file === seen ? null : file;
  return (
    <FloatingNotice
      shown={saved !== null}
      icon="record"
      text={t("recording.saved", { name: saved?.name ?? "" })}
    />
  );
}
