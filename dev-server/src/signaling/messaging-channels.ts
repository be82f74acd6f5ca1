import { CLOSE, Refusal } from "../close-reasons.ts";
import {
  isObject,
  type Json,
  optionalBoolean,
  optionalInteger,
  optionalOneOf,
  optionalString,
} from "./json.ts";

/** A messaging DataChannel that a client requests: label `#…`, and direction from the client's view. */
export interface MessagingChannel {
  readonly label: string;
  readonly direction: "sendrecv" | "sendonly" | "recvonly";
  readonly compress: boolean;
  readonly ordered: boolean;
  readonly maxRetransmits: number | undefined;
  readonly maxPacketLifeTime: number | undefined;
  readonly protocol: string;
  /** Messages to this client begin with the sender's connection id. */
  readonly senderIdHeader: boolean;
}

const MAX_CHANNELS = 32;

export function readMessagingChannels(value: Json | undefined): MessagingChannel[] {
  if (value === undefined) return [];
  if (!Array.isArray(value) || value.length > MAX_CHANNELS) {
    throw new Refusal(CLOSE.invalidMessage(`data_channels must be an array of at most ${MAX_CHANNELS}`));
  }
  const channels = value.map((each: Json) => readOne(each));
  if (new Set(channels.map(({ label }) => label)).size !== channels.length) {
    throw new Refusal(CLOSE.invalidMessage("data_channels has a label twice"));
  }
  return channels;
}

function readOne(value: Json): MessagingChannel {
  if (!isObject(value)) throw new Refusal(CLOSE.invalidMessage("data_channels must hold objects"));
  const label = optionalString(value, "label") ?? "";
  if (!/^#.{1,63}$/u.test(label))
    throw new Refusal(CLOSE.invalidMessage("a messaging label is # and 1 to 63 characters"));
  const direction = optionalOneOf(value, "direction", ["sendrecv", "sendonly", "recvonly"]);
  if (!direction) throw new Refusal(CLOSE.invalidMessage("data_channels needs a direction"));
  const maxRetransmits = optionalInteger(value, "max_retransmits");
  const maxPacketLifeTime = optionalInteger(value, "max_packet_life_time");
  if (maxRetransmits !== undefined && maxPacketLifeTime !== undefined) {
    throw new Refusal(CLOSE.invalidMessage("max_retransmits and max_packet_life_time exclude each other"));
  }
  return {
    label,
    direction,
    compress: optionalBoolean(value, "compress") ?? false,
    ordered: optionalBoolean(value, "ordered") ?? true,
    maxRetransmits,
    maxPacketLifeTime,
    protocol: optionalString(value, "protocol") ?? "",
    senderIdHeader: readHeader(value.header),
  };
}

function readHeader(value: Json | undefined): boolean {
  if (value === undefined) return false;
  const valid =
    Array.isArray(value) &&
    value.every((field: Json) => isObject(field) && field.type === "sender_connection_id");
  if (!valid) throw new Refusal(CLOSE.invalidMessage("header may hold sender_connection_id only"));
  return (value as readonly Json[]).length > 0;
}
