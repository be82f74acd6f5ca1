import type { Address } from "../transport/stun.ts";
import type { Codec } from "./codecs.ts";

export const SIMULCAST_RIDS = ["r0", "r1", "r2"] as const;
export type SimulcastRid = (typeof SIMULCAST_RIDS)[number];

/**
 * Header extensions offered on publish lines, and on no other: forwarded packets carry none. The first three are for simulcast,
 * the last for the audio of spotlight.
 */
export const EXTENSION_IDS = { mid: 1, rid: 2, repairedRid: 3, audioLevel: 4 } as const;

/** One m= section of an offer. Its position never changes. An unused slot may be reused with a new mid. */
export type OfferLine =
  | {
      readonly type: "publish";
      readonly mid: string;
      readonly codec: Codec;
      readonly simulcast: boolean;
      readonly audioLevels: boolean;
    }
  | {
      readonly type: "subscribe";
      readonly mid: string;
      readonly codec: Codec;
      readonly connectionId: string;
      readonly ssrc: number;
    }
  | { readonly type: "application"; readonly mid: string }
  | { readonly type: "unused"; readonly mid: string; readonly codec: Codec };

const DIRECTIONS = { publish: "recvonly", subscribe: "sendonly", unused: "inactive" } as const;

export interface OfferTransport {
  readonly ufrag: string;
  readonly password: string;
  readonly fingerprint: string;
  readonly candidates: readonly Address[];
  readonly maxMessageSize: number;
}

export function writeOffer(
  sessionId: string,
  version: number,
  lines: readonly OfferLine[],
  transport: OfferTransport,
): string {
  const bundled = lines.map((line) => line.mid);
  return [
    "v=0",
    `o=- ${sessionId} ${version} IN IP4 127.0.0.1`,
    "s=-",
    "t=0 0",
    "a=ice-lite",
    `a=group:BUNDLE ${bundled.join(" ")}`,
    "a=msid-semantic: WMS *",
    ...lines.flatMap((line) => section(line, transport)),
    "",
  ].join("\r\n");
}

function section(line: OfferLine, transport: OfferTransport): string[] {
  const candidates = transport.candidates.map(
    ({ address, port }, index) =>
      `a=candidate:${index + 1} 1 udp ${2130706431 - index} ${address} ${port} typ host`,
  );
  const common = [
    "c=IN IP4 0.0.0.0",
    ...candidates,
    `a=ice-ufrag:${transport.ufrag}`,
    `a=ice-pwd:${transport.password}`,
    `a=fingerprint:sha-256 ${transport.fingerprint}`,
    "a=setup:actpass",
    `a=mid:${line.mid}`,
  ];
  if (line.type === "application") {
    return [
      "m=application 9 UDP/DTLS/SCTP webrtc-datachannel",
      ...common,
      "a=sctp-port:5000",
      `a=max-message-size:${transport.maxMessageSize}`,
    ];
  }
  // In Firefox the SDK changes port 0 to 9 before the browser reads the offer. An incomplete unused section
  // would then look like an ICE restart, and a section outside of the bundle would get its own transport.
  return [
    `m=${line.codec.kind} ${line.type === "unused" ? 0 : 9} UDP/TLS/RTP/SAVPF ${line.codec.payloadType}`,
    ...common,
    `a=${DIRECTIONS[line.type]}`,
    "a=rtcp-mux",
    "a=rtcp-rsize",
    ...codecLines(line.codec),
    ...(line.type === "publish" ? publishLines(line) : []),
    ...(line.type === "subscribe" ? subscribeLines(line) : []),
  ];
}

function codecLines(codec: Codec): string[] {
  const { payloadType } = codec;
  return [
    `a=rtpmap:${payloadType} ${codec.rtpmap}`,
    ...(codec.fmtp !== "" ? [`a=fmtp:${payloadType} ${codec.fmtp}`] : []),
    ...(codec.kind === "video"
      ? ["goog-remb", "ccm fir", "nack", "nack pli"].map((feedback) => `a=rtcp-fb:${payloadType} ${feedback}`)
      : []),
  ];
}

function publishLines({ simulcast, audioLevels }: Extract<OfferLine, { type: "publish" }>): string[] {
  if (audioLevels)
    return [`a=extmap:${EXTENSION_IDS.audioLevel} urn:ietf:params:rtp-hdrext:ssrc-audio-level`];
  if (!simulcast) return [];
  return [
    `a=extmap:${EXTENSION_IDS.mid} urn:ietf:params:rtp-hdrext:sdes:mid`,
    `a=extmap:${EXTENSION_IDS.rid} urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id`,
    `a=extmap:${EXTENSION_IDS.repairedRid} urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id`,
    ...SIMULCAST_RIDS.map((rid) => `a=rid:${rid} recv`),
    `a=simulcast:recv ${SIMULCAST_RIDS.join(";")}`,
  ];
}

function subscribeLines(line: Extract<OfferLine, { type: "subscribe" }>): string[] {
  const trackId = `${line.connectionId}-${line.codec.kind}`;
  return [
    `a=msid:${line.connectionId} ${trackId}`,
    `a=ssrc:${line.ssrc} cname:${line.connectionId}`,
    `a=ssrc:${line.ssrc} msid:${line.connectionId} ${trackId}`,
  ];
}
