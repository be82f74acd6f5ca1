import { CLOSE, Refusal } from "../close-reasons.ts";
import { isVideoCodec, type VideoCodecName } from "../sdp/codecs.ts";
import { SIMULCAST_RIDS, type SimulcastRid } from "../sdp/offer.ts";
import type { Role } from "../stats.ts";
import {
  isObject,
  type Json,
  type JsonObject,
  optionalBoolean,
  optionalInteger,
  optionalOneOf,
  optionalString,
} from "./json.ts";
import { type MessagingChannel, readMessagingChannels } from "./messaging-channels.ts";

/** A client's connect message, checked. */
export interface ConnectRequest {
  readonly role: Role;
  readonly channelId: string;
  readonly clientId: string | undefined;
  readonly bundleId: string | undefined;
  readonly notifyMetadata: Json | undefined;
  readonly audio: boolean;
  readonly video: boolean;
  readonly videoCodec: VideoCodecName;
  /** kbit/s. */
  readonly videoBitRate: number | undefined;
  readonly e2ee: boolean;
  readonly simulcast: boolean;
  readonly simulcastRid: SimulcastRid;
  readonly spotlight: boolean;
  readonly dataChannelSignaling: boolean;
  readonly ignoreDisconnectWebSocket: boolean;
  readonly messaging: readonly MessagingChannel[];
  /** The client comes from a redirect and must not be sent on again. */
  readonly redirected: boolean;
}

const ROLES = ["sendrecv", "sendonly", "recvonly"] as const;
const DEFAULT_VIDEO_CODEC: VideoCodecName = "VP9";
const HIGHEST_RID: SimulcastRid = "r2";

/** Throws a Refusal that says what is wrong. */
export function readConnect(message: JsonObject): ConnectRequest {
  if (message.type !== "connect") {
    throw new Refusal(CLOSE.unexpectedMessage("connect must come first"));
  }
  const role = ROLES.find((each) => each === message.role);
  if (!role) throw new Refusal(CLOSE.unknownRole);
  const channelId = message.channel_id;
  if (typeof channelId !== "string" || channelId === "") throw new Refusal(CLOSE.missingChannelId);
  if (Buffer.byteLength(channelId) > 255) throw new Refusal(CLOSE.invalidMessage("channel_id is too long"));
  const video = media(message, "video");
  const dataChannelSignaling = optionalBoolean(message, "data_channel_signaling") ?? false;
  const messaging = readMessagingChannels(message.data_channels);
  if (messaging.length > 0 && !dataChannelSignaling) {
    throw new Refusal(CLOSE.invalidMessage("data_channels needs data_channel_signaling"));
  }
  optionalString(message, "sdp");
  const videoBitRate = isObject(video) ? optionalInteger(video, "bit_rate") : undefined;
  if (videoBitRate === 0) throw new Refusal(CLOSE.invalidMessage("bit_rate must be positive"));
  return {
    role,
    channelId,
    clientId: optionalString(message, "client_id"),
    bundleId: optionalString(message, "bundle_id"),
    notifyMetadata: message.signaling_notify_metadata,
    audio: readAudio(media(message, "audio")),
    video: video !== false,
    videoCodec: readVideoCodec(video),
    videoBitRate,
    e2ee: optionalBoolean(message, "e2ee") ?? false,
    simulcast: optionalBoolean(message, "simulcast") ?? false,
    simulcastRid: readRid(message),
    spotlight: optionalBoolean(message, "spotlight") ?? false,
    dataChannelSignaling,
    ignoreDisconnectWebSocket: optionalBoolean(message, "ignore_disconnect_websocket") ?? false,
    messaging,
    redirected: message.redirect === true,
  };
}

function media(message: JsonObject, name: string): boolean | JsonObject {
  const value = message[name] ?? true;
  if (typeof value === "boolean" || isObject(value)) return value;
  throw new Refusal(CLOSE.invalidMessage(`${name} must be a boolean or an object`));
}

function readAudio(audio: boolean | JsonObject): boolean {
  if (!isObject(audio)) return audio;
  optionalOneOf(audio, "codec_type", ["OPUS"]);
  return true;
}

function readVideoCodec(video: boolean | JsonObject): VideoCodecName {
  const name = isObject(video)
    ? (optionalString(video, "codec_type") ?? DEFAULT_VIDEO_CODEC)
    : DEFAULT_VIDEO_CODEC;
  if (!isVideoCodec(name)) throw new Refusal(CLOSE.invalidMessage(`video codec ${name} is not offered`));
  return name;
}

function readRid(message: JsonObject): SimulcastRid {
  const allowed = ["none", ...SIMULCAST_RIDS] as const;
  const rid =
    optionalOneOf(message, "simulcast_request_rid", allowed) ??
    optionalOneOf(message, "simulcast_rid", allowed);
  return rid === undefined || rid === "none" ? HIGHEST_RID : rid;
}
