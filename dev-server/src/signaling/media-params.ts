import { CLOSE, Refusal } from "../close-reasons.ts";
import { type Codec, codecOf, isVideoCodec, type VideoCodecName } from "../sdp/codecs.ts";
import {
  isObject,
  type JsonObject,
  optionalBoolean,
  optionalInteger,
  optionalOneOf,
  optionalString,
} from "./json.ts";

/** The `audio` and `video` of a connect message, with the parameters of the connection's offer. */
export interface MediaRequest {
  /** Undefined when the kind is off, in both directions. */
  readonly audio: Codec | undefined;
  readonly video: Codec | undefined;
  /** kbit/s. */
  readonly videoBitRate: number | undefined;
}

/** Names inside `audio` and `video` that the server reads; it reports all others. */
export const MEDIA_FIELDS = {
  audio: ["codec_type", "bit_rate", "opus_params"],
  video: ["codec_type", "bit_rate", "vp9_params", "h264_params", "av1_params"],
  opus_params: [
    "channels",
    "maxplaybackrate",
    "minptime",
    "ptime",
    "stereo",
    "sprop_stereo",
    "useinbandfec",
    "usedtx",
  ],
  vp9_params: ["profile_id"],
  h264_params: ["profile_level_id", "b_frame"],
  av1_params: ["profile", "level_idx", "tier"],
} as const;

const DEFAULT_VIDEO_CODEC: VideoCodecName = "VP9";
/** kbit/s, from Sora's documentation of signaling. */
const AUDIO_BIT_RATE = { from: 6, to: 510 };
const VIDEO_BIT_RATE = { from: 1, to: 30000 };
const H264_PROFILE_LEVEL_ID = /^[0-9a-f]{6}$/i;

/** Throws a Refusal that names the problem. */
export function readMedia(message: JsonObject): MediaRequest {
  const video = media(message, "video");
  return {
    audio: readAudio(media(message, "audio")),
    video: readVideo(video),
    videoBitRate: isObject(video) ? optionalWithin(video, "bit_rate", VIDEO_BIT_RATE) : undefined,
  };
}

function readAudio(audio: boolean | JsonObject): Codec | undefined {
  if (audio === false) return undefined;
  const options = isObject(audio) ? audio : {};
  optionalOneOf(options, "codec_type", ["OPUS"]);
  const bitRate = optionalWithin(options, "bit_rate", AUDIO_BIT_RATE);
  const params = optionalObject(options, "opus_params");
  optionalWithin(params, "channels", { from: 1, to: 2 });
  const numbers = {
    minptime: optionalWithin(params, "minptime", { from: 3, to: 120 }) ?? 10,
    maxplaybackrate: optionalWithin(params, "maxplaybackrate", { from: 8000, to: 48000 }),
    ptime: optionalWithin(params, "ptime", { from: 3, to: 120 }),
    maxaveragebitrate: bitRate === undefined ? undefined : bitRate * 1000,
  };
  const switches = {
    useinbandfec: optionalBoolean(params, "useinbandfec") ?? true,
    stereo: optionalBoolean(params, "stereo") ?? true,
    "sprop-stereo": optionalBoolean(params, "sprop_stereo") ?? true,
    usedtx: optionalBoolean(params, "usedtx") ?? false,
  };
  const switchedOn = Object.entries(switches).flatMap(([name, on]) => (on ? [[name, 1] as const] : []));
  return codecOf("OPUS", { ...numbers, ...Object.fromEntries(switchedOn) });
}

function readVideo(video: boolean | JsonObject): Codec | undefined {
  if (video === false) return undefined;
  const options = isObject(video) ? video : {};
  const name = optionalString(options, "codec_type") ?? DEFAULT_VIDEO_CODEC;
  if (!isVideoCodec(name)) throw new Refusal(CLOSE.invalidMessage(`video codec ${name} is not offered`));
  const vp9 = optionalObject(options, "vp9_params");
  const h264 = optionalObject(options, "h264_params");
  const av1 = optionalObject(options, "av1_params");
  optionalBoolean(h264, "b_frame");
  const profileLevelId = optionalString(h264, "profile_level_id");
  if (profileLevelId !== undefined && !H264_PROFILE_LEVEL_ID.test(profileLevelId)) {
    throw new Refusal(CLOSE.invalidMessage("profile_level_id must be 6 hexadecimal digits"));
  }
  const params = {
    VP8: {},
    VP9: { "profile-id": optionalWithin(vp9, "profile_id", { from: 0, to: 3 }) },
    H264: { "profile-level-id": profileLevelId },
    AV1: {
      profile: optionalWithin(av1, "profile", { from: 0, to: 2 }),
      "level-idx": optionalWithin(av1, "level_idx", { from: 0, to: 31 }),
      tier: optionalWithin(av1, "tier", { from: 0, to: 1 }),
    },
  } as const;
  return codecOf(name, params[name]);
}

function media(message: JsonObject, name: "audio" | "video"): boolean | JsonObject {
  const value = message[name] ?? true;
  if (typeof value === "boolean" || isObject(value)) return value;
  throw new Refusal(CLOSE.invalidMessage(`${name} must be a boolean or an object`));
}

function optionalObject(message: JsonObject, name: string): JsonObject {
  const value = message[name] ?? {};
  if (isObject(value)) return value;
  throw new Refusal(CLOSE.invalidMessage(`${name} must be an object`));
}

export function optionalWithin(
  message: JsonObject,
  name: string,
  { from, to }: { readonly from: number; readonly to: number },
): number | undefined {
  const value = optionalInteger(message, name);
  if (value === undefined || (value >= from && value <= to)) return value;
  throw new Refusal(CLOSE.invalidMessage(`${name} must be from ${from} to ${to}`));
}
