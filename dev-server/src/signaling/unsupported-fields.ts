import type { Capabilities } from "../sora-version.ts";
import { isObject, type Json, type JsonObject } from "./json.ts";
import { MEDIA_FIELDS } from "./media-params.ts";

/** Fields of a connect message that are supported, or that only describe the client. */
const KNOWN = [
  "type",
  "role",
  "channel_id",
  "client_id",
  "bundle_id",
  "metadata",
  "signaling_notify_metadata",
  "audio",
  "video",
  "sdp",
  "sora_client",
  "environment",
  "libwebrtc",
  "simulcast",
  "simulcast_rid",
  "spotlight",
  "spotlight_number",
  "spotlight_focus_rid",
  "spotlight_unfocus_rid",
  "forwarding_filter",
  "data_channel_signaling",
  "ignore_disconnect_websocket",
  "data_channels",
  "redirect",
];

const CHANNEL_FIELDS = [
  "label",
  "direction",
  "compress",
  "ordered",
  "max_retransmits",
  "max_packet_life_time",
  "protocol",
  "header",
];

export interface SupportedMessage {
  readonly message: JsonObject;
  /** Dotted names of the fields that were left out. */
  readonly unsupported: readonly string[];
}

/** The supported part of a connect message for this version, and the unknown fields. */
export function withoutUnsupported(message: JsonObject, capabilities: Capabilities): SupportedMessage {
  const known = [
    ...KNOWN,
    ...(capabilities.keyRouting ? ["e2ee"] : []),
    ...(capabilities.forwardingFilters ? ["forwarding_filters"] : []),
    ...(capabilities.rpc ? ["simulcast_request_rid"] : []),
    // Only one kind of stream is left, so a client that requests it is up to date.
    ...(message.multistream === true ? ["multistream"] : []),
  ];
  const unsupported: string[] = [];
  const supported = pick(message, known, "", unsupported);
  for (const kind of ["audio", "video"] as const) {
    const media = supported[kind];
    if (isObject(media)) supported[kind] = pickMedia(media, kind, unsupported);
  }
  const { simulcast, data_channels: channels } = supported;
  if (isObject(simulcast)) supported.simulcast = pick(simulcast, ["rid"], "simulcast.", unsupported);
  if (Array.isArray(channels)) {
    supported.data_channels = channels.map((channel: Json, index) =>
      isObject(channel) ? pick(channel, CHANNEL_FIELDS, `data_channels[${index}].`, unsupported) : channel,
    );
  }
  return { message: supported, unsupported };
}

function pickMedia(media: JsonObject, kind: "audio" | "video", unsupported: string[]): JsonObject {
  const picked = pick(media, MEDIA_FIELDS[kind], `${kind}.`, unsupported);
  for (const name of ["opus_params", "vp9_params", "h264_params", "av1_params"] as const) {
    const params = picked[name];
    if (isObject(params)) picked[name] = pick(params, MEDIA_FIELDS[name], `${kind}.${name}.`, unsupported);
  }
  return picked;
}

function pick(
  object: JsonObject,
  known: readonly string[],
  path: string,
  unsupported: string[],
): Record<string, Json> {
  const picked: Record<string, Json> = {};
  for (const [name, value] of Object.entries(object)) {
    if (value === undefined) continue;
    if (known.includes(name)) picked[name] = value;
    else unsupported.push(path + name);
  }
  return picked;
}
