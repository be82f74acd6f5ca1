import { useState, useSyncExternalStore } from "react";
import { isSupported, type Support } from "../call/support.ts";
import { createScreenAvailability, type ScreenAvailability } from "../devices/screen-availability.ts";

/**
 * The result of checking if this browser and page can protect a call, with the missing features. Null on the
 * server and during hydration, because only a browser can check it.
 */
export function useSupport(): Support | null {
  const [read] = useState(() => {
    let answer: Support | null = null;
    return () => {
      answer ??= isSupported();
      return answer;
    };
  });
  return useSyncExternalStore(neverChanges, read, notKnown);
}

/** Tells if this page can share a screen. `unknown` on the server and during hydration. */
export function useScreenAvailability(): ScreenAvailability {
  const [availability] = useState(createScreenAvailability);
  return useSyncExternalStore(availability.subscribe, availability.get, unknown);
}

const neverChanges = () => () => undefined;
const notKnown = () => null;
const unknown = () => "unknown" as const;
