export type Kind = "audio" | "video";
export type AudioCodecName = "OPUS";
export type VideoCodecName = "VP8" | "VP9" | "H264" | "AV1";
export type CodecName = AudioCodecName | VideoCodecName;

export interface Codec {
  readonly name: CodecName;
  readonly kind: Kind;
  /** The same in every session, so that packets are forwarded with theirs. */
  readonly payloadType: number;
  readonly rtpmap: string;
  readonly clockRate: number;
  readonly fmtp: string | undefined;
}

const AUDIO: Record<AudioCodecName, Codec> = {
  OPUS: {
    name: "OPUS",
    kind: "audio",
    payloadType: 109,
    rtpmap: "opus/48000/2",
    clockRate: 48000,
    fmtp: "minptime=10;useinbandfec=1",
  },
};

/** kbit/s; without transport-wide feedback libwebrtc climbs slowly, and the upper simulcast layers would wait for it. */
const START_BITRATE = "x-google-start-bitrate=1500";

const video = (name: VideoCodecName, payloadType: number, fmtp?: string): Codec => ({
  name,
  kind: "video",
  payloadType,
  rtpmap: `${name}/90000`,
  clockRate: 90000,
  fmtp: fmtp ? `${fmtp};${START_BITRATE}` : START_BITRATE,
});

const VIDEO: Record<VideoCodecName, Codec> = {
  VP8: video("VP8", 120),
  VP9: video("VP9", 121, "profile-id=0"),
  H264: video("H264", 122, "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f"),
  AV1: video("AV1", 123, "level-idx=5;profile=0;tier=0"),
};

export const codecOf = (name: CodecName): Codec => (name === "OPUS" ? AUDIO.OPUS : VIDEO[name]);
export const isVideoCodec = (name: string): name is VideoCodecName => Object.hasOwn(VIDEO, name);
