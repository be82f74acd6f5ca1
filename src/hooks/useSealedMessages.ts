import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { SealedMessage } from "../call/app-messages.ts";
import { toBytes } from "../call/to-bytes.ts";
import type { SoraCall } from "../call/types.ts";
import { useSoraCall } from "./SoraCallProvider.tsx";

/** One message of a conversation. */
export interface SealedMessageEntry {
  /** A number that increases from 0, in the order of arrival. */
  readonly id: number;
  /** Milliseconds since the epoch, by this page's clock, because other clocks cannot be trusted. */
  readonly at: number;
  /** Connection id of the sender. Null: we sent it. */
  readonly from: string | null;
  /** True for a message to one peer only: the peer we sent it to, or ourselves. */
  readonly addressed: boolean;
  /** The sender's key that signed it (docs/sealed-messages.md). Null: we sent it. */
  readonly signedBy: SealedMessage["signedBy"] | null;
  readonly data: Uint8Array;
}

export interface UseSealedMessagesOptions {
  /** Called with each message on arrival. The latest function is used. */
  readonly onMessage?: (message: SealedMessage) => void;
  /**
   * Number of latest messages that stay in `messages`. Default 200. The sender with the most messages loses its
   * oldest one first.
   */
  readonly keep?: number;
  /** Replaces the call of the nearest `SoraCallProvider`. */
  readonly call?: SoraCall;
}

export interface UseSealedMessagesResult {
  /** The latest messages, including our own, oldest first. */
  readonly messages: readonly SealedMessageEntry[];
  /**
   * Sends text as UTF-8. @param to A connection id. Default: all peers. @throws {SoraE2EEError} The errors of
   * the call's `sendSealedMessage`. Then nothing was sent.
   */
  readonly send: (data: Uint8Array | string, to?: string) => Promise<void>;
}

/**
 * The app's own data between peers, sealed like media (docs/sealed-messages.md). The call must name `label` in
 * `sealedMessages`.
 *
 * @throws {SoraE2EEError} `invalid-state` when there is neither a `call` nor a provider.
 */
export function useSealedMessages(
  label: string,
  { onMessage, keep = 200, call }: UseSealedMessagesOptions = {},
): UseSealedMessagesResult {
  const owner = useSoraCall(call);
  const [messages, setMessages] = useState<readonly SealedMessageEntry[]>([]);
  const latest = useRef({ onMessage, keep });
  useEffect(() => {
    latest.current = { onMessage, keep };
  });

  const append = useCallback((entry: Omit<SealedMessageEntry, "id" | "at">) => {
    const at = Date.now();
    setMessages((before) => {
      const id = (before.at(-1)?.id ?? -1) + 1;
      return limited([...before, { ...entry, id, at }], latest.current.keep);
    });
  }, []);

  useEffect(() => {
    // Another call or label starts another conversation.
    setMessages((before) => (before.length === 0 ? before : []));
    return owner.on("sealed", (message) => {
      if (message.label !== label) return;
      const { from, addressed, signedBy, data } = message;
      append({ from, addressed, signedBy, data });
      latest.current.onMessage?.(message);
    });
  }, [owner, label, append]);

  const send = useCallback(
    async (data: Uint8Array | string, to?: string) => {
      await owner.sendSealedMessage(label, data, to === undefined ? {} : { to });
      append({ from: null, addressed: to !== undefined, signedBy: null, data: toBytes(data) });
    },
    [owner, label, append],
  );
  return useMemo(() => ({ messages, send }), [messages, send]);
}

/** A flood of one sender must not remove the messages of all others. */
function limited(entries: readonly SealedMessageEntry[], keep: number): readonly SealedMessageEntry[] {
  const kept = [...entries];
  while (kept.length > Math.max(0, keep)) {
    const counts = new Map<string | null, number>();
    for (const { from } of kept) counts.set(from, (counts.get(from) ?? 0) + 1);
    const most = Math.max(...counts.values());
    const victim = kept.findIndex(({ from }) => counts.get(from) === most);
    kept.splice(victim, 1);
  }
  return kept;
}
