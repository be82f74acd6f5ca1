import { createContext, type ReactNode, useCallback, useContext, useEffect, useState } from "react";
import { useCallState } from "react-sora-e2ee";
import { memberName } from "./member-name.ts";
import { useTexts } from "./TextsContext.ts";

type Names = Readonly<Record<string, string>>;

const MemberNamesContext = createContext<(connectionId: string) => string | undefined>(() => undefined);

/** Remembers what members were called, also after they left: the event log still speaks of them. */
export function MemberNames({ children }: { readonly children: ReactNode }) {
  const { guest } = useTexts();
  const [known, setKnown] = useState<Names>({});
  const present = useCallState(({ peers }) =>
    Object.fromEntries(Object.values(peers).map((peer) => [peer.connectionId, memberName(peer, guest)])),
  );
  useEffect(() => setKnown((before) => ({ ...before, ...present })), [present]);
  const nameOf = useCallback((connectionId: string) => known[connectionId], [known]);
  return <MemberNamesContext.Provider value={nameOf}>{children}</MemberNamesContext.Provider>;
}

export function useMemberNames(): (connectionId: string) => string | undefined {
  return useContext(MemberNamesContext);
}
