import { useEffect, useMemo, useState } from "react";
import { useI18n } from "../components/I18nProvider.tsx";
import { useCallState } from "../hooks/useCallState.ts";
import { memberName } from "./member-name.ts";

/** What members are called, also after they left: the event log still speaks of them. */
export function useNames(): Readonly<Record<string, string>> {
  const guest = useI18n().t("meeting.guest");
  const [known, setKnown] = useState<Readonly<Record<string, string>>>({});
  const present = useCallState(({ peers }) =>
    Object.fromEntries(Object.values(peers).map((peer) => [peer.connectionId, memberName(peer, guest)])),
  );
  useEffect(() => setKnown((before) => ({ ...before, ...present })), [present]);
  return useMemo(() => ({ ...known, ...present }), [known, present]);
}
