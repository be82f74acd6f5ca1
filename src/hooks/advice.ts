import { useCallback, useEffect, useState } from "react";

/** Time for which a state must last before it counts, in milliseconds. */
const sustained = 10_000;
const quiet = 5 * 60_000;

/** A state that counts after it has lasted for ten seconds, in both directions. */
export function useSustained(state: boolean): boolean {
  const [isSustained, setSustained] = useState(false);
  useEffect(() => {
    const timer = setTimeout(setSustained, sustained, state);
    return () => clearTimeout(timer);
  }, [state]);
  return isSustained;
}

/** True for five minutes after `dismiss`. */
export function useQuiet(): readonly [isQuiet: boolean, dismiss: () => void] {
  const [isQuiet, setQuiet] = useState(false);
  useEffect(() => {
    if (!isQuiet) return;
    const timer = setTimeout(setQuiet, quiet, false);
    return () => clearTimeout(timer);
  }, [isQuiet]);
  const dismiss = useCallback(() => setQuiet(true), []);
  return [isQuiet, dismiss];
}
