import { connectionIdLength } from "../../protocol/connection-id.ts";
import { readId } from "./message-head.ts";

/** Bytes before each message, and the position of the sender's connection id in them. */
export interface SenderHeader {
  readonly length: number;
  readonly senderOffset: number;
}

/** Maximum length of an accepted header in bytes. A header with one connection id has 26. */
const longest = 1024;

/** The header to request in `data_channels`, so that the server names the sender of each message. Sora knows it from 2024.2 on. */
export const askForSender = [{ type: "sender_connection_id" }] as const;

/**
 * Reads `header` of an offered DataChannel. @returns null when the server does not name senders, or describes
 * an invalid header
 */
export function senderHeader(fields: unknown): SenderHeader | null {
  if (!Array.isArray(fields)) return null;
  let length = 0;
  let senderOffset: number | null = null;
  for (const field of fields as unknown[]) {
    const { type, length: fieldLength = connectionIdLength } = Object(field) as {
      type?: unknown;
      length?: unknown;
    };
    if (typeof fieldLength !== "number" || !Number.isInteger(fieldLength) || fieldLength < 0) return null;
    if (type === "sender_connection_id" && fieldLength === connectionIdLength) senderOffset = length;
    length += fieldLength;
  }
  return senderOffset === null || length > longest ? null : { length, senderOffset };
}

/** The headers of offered DataChannels, by label. Never throws for any offer. */
export function senderHeaders(dataChannels: unknown): ReadonlyMap<unknown, SenderHeader | null> {
  if (!Array.isArray(dataChannels)) return new Map();
  return new Map(
    (dataChannels as unknown[]).map((channel) => {
      const { label, header } = Object(channel) as { label?: unknown; header?: unknown };
      return [label, senderHeader(header)];
    }),
  );
}

/** The sender that the server names, and the message after the header. Data that is too short has neither. */
export function splitSender(
  data: Uint8Array<ArrayBuffer>,
  header: SenderHeader | null,
): { readonly sender: string | null; readonly message: Uint8Array<ArrayBuffer> } {
  if (header === null) return { sender: null, message: data };
  if (data.length < header.length) return { sender: null, message: new Uint8Array() };
  return { sender: readId(data, header.senderOffset), message: data.slice(header.length) };
}
