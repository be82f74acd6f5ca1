import { attributeOf } from "./sdp.ts";

/**
 * RTP header extensions travel unencrypted, beside the sealed payload. These say nothing about picture or sound. The table
 * in docs/encryption-status.md gives the reason for each.
 */
const accepted: readonly string[] = [
  "urn:ietf:params:rtp-hdrext:sdes:mid",
  "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id",
  "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id",
  "urn:ietf:params:rtp-hdrext:toffset",
  "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time",
  "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01",
];

/** How loud each packet is, and whether somebody speaks (RFC 6464). */
const audioLevel = "urn:ietf:params:rtp-hdrext:ssrc-audio-level";

/** `id[/direction] URI [attributes]`, RFC 8285 section 5. */
const extmap = /^\d+(?:\/(?:sendrecv|sendonly|recvonly|inactive))? (\S+)(?: .*)?$/;

/** Whether the line may stay: every line but those that offer an extension which is not accepted. */
export function isAcceptedExtension(line: string, allowAudioLevels: boolean): boolean {
  const attribute = attributeOf(line);
  if (attribute?.name !== "extmap") return true;
  const [, uri] = extmap.exec(attribute.value) ?? [];
  return uri !== undefined && (accepted.includes(uri) || (allowAudioLevels && uri === audioLevel));
}
