import { hintLabel } from "../e2ee/messages/media-hint.ts";
import { systemClock } from "../protocol/clock.ts";
import type { LinkQuality } from "../status.ts";
import type { CallEvent } from "../store/types.ts";
import type { ResolvedOptions } from "./options.ts";
import { Receipts } from "./receipts.ts";

/** Null when the app turned receipts off, or when no DataChannel carries them. */
export function createReceipts(
  { receipts, sealedLabels, connectionOptions }: ResolvedOptions,
  dispatch: (event: CallEvent) => void,
  send: (data: Uint8Array<ArrayBuffer>) => Promise<void>,
  uplink: () => LinkQuality,
): Receipts | null {
  if (!receipts || !sealedLabels.includes(hintLabel)) return null;
  return new Receipts({
    clock: systemClock,
    send,
    dispatch,
    onMalformed: (connectionId) => dispatch({ type: "refused", connectionId, code: "invalid-message" }),
    uplink,
    serverChooses: connectionOptions.spotlight === true,
    withoutVideo: connectionOptions.simulcastRequestRid === "none",
  });
}
