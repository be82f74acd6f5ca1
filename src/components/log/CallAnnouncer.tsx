import { useEffect, useState } from "react";
import type { I18n } from "../../i18n/types.ts";
import { useI18n } from "../common/I18nProvider.tsx";
import { nameList } from "../participants/name-list.ts";
import { nameOf } from "../participants/name-of.ts";
import { type Announcement, Announcements, type AnnouncerEntry } from "./announcements.ts";

/** One name and the number of others, because a person who listens to a list cannot skip it. */
const limit = 2;

export interface CallAnnouncerProps {
  /** The call's event log, oldest first: what `useEventLog` returns. */
  readonly entries: readonly AnnouncerEntry[];
  /** Names by connection id. Names of peers that left are remembered. */
  readonly names: Readonly<Record<string, string>>;
}

interface Spoken {
  readonly count: number;
  readonly sentences: readonly string[];
}

const silence: Spoken = { count: 0, sentences: [] };

/**
 * Tells screen readers who joins and leaves and how encryption changes. It is not visible. One per call is
 * enough.
 */
export function CallAnnouncer({ entries, names }: CallAnnouncerProps) {
  const i18n = useI18n();
  const [announcements] = useState(() => new Announcements());
  const [polite, setPolite] = useState(silence);
  const [assertive, setAssertive] = useState(silence);

  useEffect(() => {
    announcements.take(entries, performance.now(), names);
    let timer: ReturnType<typeof setTimeout>;
    const wait = () => {
      const next = announcements.nextAt();
      if (next !== null) timer = setTimeout(speak, Math.max(0, next - performance.now()));
    };
    const speak = () => {
      const due = announcements.due(performance.now());
      const say = (urgent: boolean) => (last: Spoken) => {
        const sentences = due
          .filter((one) => one.urgent === urgent)
          .map((one) => textOf(i18n, one, announcements.names));
        return sentences.length > 0 ? { count: last.count + 1, sentences } : last;
      };
      setPolite(say(false));
      setAssertive(say(true));
      wait();
    };
    wait();
    return () => clearTimeout(timer);
  }, [announcements, entries, names, i18n]);

  return (
    <div className="sora-hidden">
      <div role="status" aria-atomic="true">
        <Sentences key={polite.count} {...polite} />
      </div>
      <div role="alert" aria-atomic="true">
        <Sentences key={assertive.count} {...assertive} />
      </div>
    </div>
  );
}

/** Mounted again for each sentence, so that a repeated sentence is spoken again. */
function Sentences({ sentences }: Spoken) {
  return sentences.map((sentence) => <p key={sentence}>{sentence}</p>);
}

function textOf(
  i18n: I18n,
  { message, connectionIds }: Announcement,
  names: CallAnnouncerProps["names"],
): string {
  const shown = connectionIds.map((id) => nameOf(names, id) ?? i18n.t("log.someone"));
  return i18n.t(message, { names: nameList(i18n, shown, limit) });
}
