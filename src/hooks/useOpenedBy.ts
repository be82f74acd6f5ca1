import { useRef } from "react";
import type { SoraCall } from "../call/types.ts";
import type { OpenedBy } from "../status.ts";
import { selectOpenedBy } from "../store/receipts.ts";
import { useCallState } from "./useCallState.ts";

/**
 * Returns the participants who can decrypt our media, by their own receipts, and the reason for each one who
 * cannot. It says nothing about participants who send no receipts. Renders again only when the result changes.
 *
 * @param connectionId Our own connection: the call's present one (default), or that of a screen that this page shares.
 */
export function useOpenedBy(connectionId?: string | null, call?: SoraCall): OpenedBy {
  const last = useRef<OpenedBy | null>(null);
  return useCallState((state) => {
    const now = selectOpenedBy(state, connectionId ?? state.self.connectionId);
    // JSON text can be compared, because the result is small and has plain values in a fixed order.
    if (JSON.stringify(last.current) !== JSON.stringify(now)) last.current = now;
    return last.current ?? now;
  }, call);
}
