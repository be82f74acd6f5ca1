import { useEffect, useMemo, useState } from "react";
import { useI18n } from "../components/I18nProvider.tsx";
import { useCallState } from "../hooks/useCallState.ts";
import { type IdRecord, recordOf } from "../store/record.ts";
import { memberName } from "./member-name.ts";

/** Names of peers that left are kept for the event log, up to this many. */
const limit = 1000;

/** What participants are called by connection id, also after they left: the event log still speaks of them. */
export function useNames(): IdRecord<string> {
  const guest = useI18n().t("meeting.guest");
  const [known, setKnown] = useState<IdRecord<string>>(() => recordOf([]));
  const present = useCallState(({ peers }) =>
    recordOf(Object.values(peers).map((peer) => [peer.connectionId, memberName(peer, guest)])),
  );
  useEffect(() => setKnown((before) => together(before, present)), [present]);
  return useMemo(() => together(known, present), [known, present]);
}

function together(before: IdRecord<string>, present: IdRecord<string>): IdRecord<string> {
  const gone = Object.entries(before).filter(([id]) => !Object.hasOwn(present, id));
  return recordOf([...gone.slice(-limit), ...Object.entries(present)]);
}
