import { useEffect, useRef, useState } from "react";
import { useI18n } from "../common/I18nProvider.tsx";
import { nameOf } from "../participants/name-of.ts";
import type { ShownOwnRecording, ShownRecording } from "./shown-recording.ts";

export interface RecordingAnnouncerProps {
  /** `own` of `useRecording`. */
  readonly own: Pick<ShownOwnRecording, "since">;
  /** `others` of `useRecording`. */
  readonly others: readonly Pick<ShownRecording, "key" | "from" | "status">[];
  /** Names by connection id. */
  readonly names: Readonly<Record<string, string>>;
}

/** Tells screen readers when a recording starts or stops. It is not visible. */
export function RecordingAnnouncer({ own, others, names }: RecordingAnnouncerProps) {
  const { t } = useI18n();
  const [text, setText] = useState("");
  const told = useRef(new Map<string, string>());
  useEffect(() => {
    const now = new Map(
      others.flatMap(({ key, from, status }) =>
        status === "recording" ? [[key, nameOf(names, from) ?? t("log.someone")] as const] : [],
      ),
    );
    if (own.since !== null) now.set("own", t("recording.announce.you"));
    const before = told.current;
    told.current = now;
    const started = [...now].filter(([key]) => !before.has(key));
    const stopped = [...before].filter(([key]) => !now.has(key));
    const lines = [
      ...started.map(([, name]) => t("recording.announce.started", { name })),
      ...stopped.map(([, name]) => t("recording.announce.stopped", { name })),
    ];
    if (lines.length > 0) setText(lines.join(" "));
  }, [own.since, others, names, t]);
  return (
    <p className="sora-hidden" role="status">
      {text}
    </p>
  );
}
