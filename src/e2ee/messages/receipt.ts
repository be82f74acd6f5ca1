import { connectionIdBytes, connectionIdLength, readConnectionId } from "../../protocol/connection-id.ts";
import { linkQualities, type Receipt, type ReceiptEntry, receiptStates } from "../../status.ts";

/** The first byte. A media hint has another one. */
export const receiptVersion = 2;
export const maxReceiptEntries = 64;
export const maxReceiptNumber = 0xffff;
const headLength = 5;
const entryLength = connectionIdLength + 3;

export function writeReceipt({ number, periods, uplink, entries }: Receipt): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(headLength + entries.length * entryLength);
  const view = new DataView(bytes.buffer);
  bytes[0] = receiptVersion;
  view.setUint16(1, number);
  bytes[3] = periods;
  bytes[4] = linkQualities.indexOf(uplink);
  entries.forEach(({ connectionId, echo, audio, video }, place) => {
    const at = headLength + place * entryLength;
    bytes.set(connectionIdBytes(connectionId), at);
    view.setUint16(at + connectionIdLength, echo);
    bytes[at + entryLength - 1] = (receiptStates.indexOf(audio) << 4) | receiptStates.indexOf(video);
  });
  return bytes;
}

/** The number of the state "no-key" (docs/protocol.md#receipts). */
const noKey = 4;

/** True when a receipt says that its sender has no key for our media. The page checks the receipt as a whole. */
export function asksForKey(receipt: Uint8Array, selfConnectionId: string): boolean {
  for (let at = headLength; at + entryLength <= receipt.length; at += entryLength) {
    if (readConnectionId(receipt, at) !== selfConnectionId) continue;
    const states = receipt[at + entryLength - 1] ?? 0;
    return states >> 4 === noKey || (states & 15) === noKey;
  }
  return false;
}

/** Null for anything else than a whole receipt of this version. Peers can send any bytes. */
export function readReceipt(bytes: Uint8Array): Receipt | null {
  const count = (bytes.length - headLength) / entryLength;
  if (bytes[0] !== receiptVersion || !Number.isInteger(count)) return null;
  if (count < 0 || count > maxReceiptEntries) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const number = view.getUint16(1);
  const periods = view.getUint8(3);
  const uplink = linkQualities[view.getUint8(4)];
  if (number === 0 || periods === 0 || uplink === undefined) return null;
  const entries = new Map<string, ReceiptEntry>();
  for (let place = 0; place < count; place += 1) {
    const at = headLength + place * entryLength;
    const connectionId = readConnectionId(bytes, at);
    const states = view.getUint8(at + entryLength - 1);
    const audio = receiptStates[states >> 4];
    const video = receiptStates[states & 15];
    if (connectionId === null || audio === undefined || video === undefined) return null;
    // Two entries for one connection could contradict each other.
    if (entries.has(connectionId)) return null;
    entries.set(connectionId, {
      connectionId,
      echo: view.getUint16(at + connectionIdLength),
      audio,
      video,
    });
  }
  return { number, periods, uplink, entries: [...entries.values()] };
}
