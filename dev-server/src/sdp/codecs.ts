export type Kind = "audio" | "video";
export type AudioCodecName = "OPUS";
export type VideoCodecName = "VP8" | "VP9" | "H264" | "AV1";
export type CodecName = AudioCodecName | VideoCodecName;

export interface Codec {
  readonly name: CodecName;
  readonly kind: Kind;
  /** The same in every session, so that packets can be forwarded unchanged. */
  readonly payloadType: number;
  readonly rtpmap: string;
  readonly clockRate: number;
  readonly fmtp: string;
}

/** Format parameters by their names in SDP; undefined leaves the default. */
export type FormatParams = Readonly<Record<string, string | number | undefined>>;

/**
 * kbit/s. Without transport-wide feedback libwebrtc increases slowly, and the upper simulcast layers would
 * start late.
 */
const START_BITRATE = { "x-google-start-bitrate": 1500 };

interface Format {
  readonly payloadType: number;
  readonly rtpmap: string;
  readonly clockRate: number;
  readonly defaults: FormatParams;
}

const video = (name: VideoCodecName, payloadType: number, defaults: FormatParams = {}): Format => ({
  payloadType,
  rtpmap: `${name}/90000`,
  clockRate: 90000,
  defaults: { ...defaults, ...START_BITRATE },
});

const FORMATS: Readonly<Record<CodecName, Format>> = {
  OPUS: { payloadType: 109, rtpmap: "opus/48000/2", clockRate: 48000, defaults: {} },
  VP8: video("VP8", 120),
  VP9: video("VP9", 121, { "profile-id": 0 }),
  H264: video("H264", 122, {
    "level-asymmetry-allowed": 1,
    "packetization-mode": 1,
    "profile-level-id": "42e01f",
  }),
  AV1: video("AV1", 123, { "level-idx": 5, profile: 0, tier: 0 }),
};

export function codecOf(name: CodecName, params: FormatParams = {}): Codec {
  const { defaults, ...format } = FORMATS[name];
  const chosen = { ...defaults };
  for (const [key, value] of Object.entries(params)) if (value !== undefined) chosen[key] = value;
  return { name, kind: name === "OPUS" ? "audio" : "video", ...format, fmtp: formatParams(chosen) };
}

export const isVideoCodec = (name: string): name is VideoCodecName =>
  name !== "OPUS" && Object.hasOwn(FORMATS, name);

function formatParams(params: FormatParams): string {
  return Object.entries(params)
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value}`]))
    .join(";");
}
