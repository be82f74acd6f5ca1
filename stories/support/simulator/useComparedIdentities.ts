import { useEffect, useState } from "react";
import { useSoraCall } from "react-sora-e2ee";

/** The fingerprint with which each member was verified, by connection id; not of those of whom it was taken back. */
export function useComparedIdentities(): ReadonlyMap<string, string> {
  const { store } = useSoraCall();
  const [compared, setCompared] = useState<ReadonlyMap<string, string>>(new Map());
  useEffect(
    () =>
      store.subscribe(({ peers }, before) => {
        for (const { connectionId, verified, fingerprint } of Object.values(peers)) {
          const old = before.peers[connectionId];
          if (!old || fingerprint === null || old.verified === verified) continue;
          if (!verified && old.fingerprint !== fingerprint) continue;
          setCompared((known) => {
            const next = new Map(known);
            if (verified) next.set(connectionId, fingerprint);
            else next.delete(connectionId);
            return next;
          });
        }
      }),
    [store],
  );
  return compared;
}
