import { hintLabel, readMediaHint } from "../messages/media-hint.ts";
import { receiptVersion } from "../messages/receipt.ts";
import type { OpenedMessage } from "../messages/received-message.ts";
import type { Peer } from "./peer.ts";
import type { Peers } from "./peers.ts";

/**
 * Takes hints out of the sealed messages: a hint goes to its peer, everything else to `deliver`. A hint has an
 * effect only if the frames agree with it: see `ReceiverTransform.idle`. Receipts travel under the same label. They go to
 * `onReceipt` and to `deliver`, because the page reads them, too.
 */
export function takeHints<Message extends Pick<OpenedMessage, "label" | "from" | "data" | "signedBy">>(
  peers: Peers,
  onHint: (peer: Peer) => void,
  deliver: (message: Message) => void,
  onReceipt: (message: Message) => void,
  onOpened: (message: Message) => void,
): (message: Message) => void {
  return (message) => {
    onOpened(message);
    const isReceipt = message.label === hintLabel && message.data[0] === receiptVersion;
    if (isReceipt) onReceipt(message);
    if (message.label !== hintLabel || isReceipt) {
      deliver(message);
      return;
    }
    const peer = peers.find(message.from);
    const hint = readMediaHint(message.data);
    if (!peer || !hint) return;
    peer.hinted(hint);
    onHint(peer);
  };
}
