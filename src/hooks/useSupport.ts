import { useState, useSyncExternalStore } from "react";
import { isSupported, type Support } from "../call/support.ts";

/**
 * Whether this browser, in this page, can protect a call, and what it lacks. Null on the server and while its page is taken
 * over: only a browser can tell.
 */
export function useSupport(): Support | null {
  const [read] = useState(() => {
    let answer: Support | null = null;
    return () => {
      answer ??= isSupported();
      return answer;
    };
  });
  return useSyncExternalStore(neverChanges, read, unknown);
}

const neverChanges = () => () => undefined;
const unknown = () => null;
