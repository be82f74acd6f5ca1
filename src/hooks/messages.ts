import { useCallback, useEffect, useRef } from "react";
import type { PushMessage } from "../call/app-messages.ts";
import type { SoraCall } from "../call/types.ts";
import { useSoraCall } from "./SoraCallProvider.tsx";

export interface UseDataChannelResult {
  /** Sends text as UTF-8. @throws {SoraE2EEError} `invalid-state` when the channel is not open. */
  readonly send: (data: Uint8Array | string) => Promise<void>;
}

/**
 * Uses one of the app's own DataChannels, as named in `connectionOptions.dataChannels`. Calls the latest
 * `onMessage` with each received message. Not end-to-end encrypted: the server can read it.
 */
export function useDataChannel(
  label: string,
  onMessage: (data: Uint8Array) => void,
  call?: SoraCall,
): UseDataChannelResult {
  const owner = useSoraCall(call);
  const latest = useRef(onMessage);
  useEffect(() => {
    latest.current = onMessage;
  });
  useEffect(
    () =>
      owner.on("message", (message) => {
        if (message.label === label) latest.current(message.data);
      }),
    [owner, label],
  );
  const send = useCallback((data: Uint8Array | string) => owner.sendMessage(label, data), [owner, label]);
  return { send };
}

/** Calls the latest `onPush` with each push message of the server. Not end-to-end encrypted. */
export function usePush(onPush: (message: PushMessage) => void, call?: SoraCall): void {
  const owner = useSoraCall(call);
  const latest = useRef(onPush);
  useEffect(() => {
    latest.current = onPush;
  });
  useEffect(() => owner.on("push", (message) => latest.current(message)), [owner]);
}
