import { useEffect, useRef } from "react";
import type { PushMessage } from "../call/app-messages.ts";
import type { SoraCall } from "../call/types.ts";
import { useSoraCall } from "./useSoraCall.ts";

/**
 * Calls `onPush`, the latest one given, with what the server pushes. Not end-to-end encrypted.
 *
 * @param call Instead of the nearest `SoraCallProvider`'s.
 * @throws {SoraE2EEError} `invalid-state` when there is neither.
 */
export function usePush(onPush: (message: PushMessage) => void, call?: SoraCall): void {
  const owner = useSoraCall(call);
  const latest = useRef(onPush);
  useEffect(() => {
    latest.current = onPush;
  });
  useEffect(() => owner.on("push", (message) => latest.current(message)), [owner]);
}
