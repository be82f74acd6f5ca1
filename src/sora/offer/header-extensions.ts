import { attributeOf } from "./sdp.ts";

/**
 * RTP header extensions travel unencrypted next to the sealed payload. These reveal nothing about media
 * content. The table in docs/encryption-status.md gives the reason for each.
 */
const accepted: readonly string[] = [
  "urn:ietf:params:rtp-hdrext:sdes:mid",
  "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id",
  "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id",
  "urn:ietf:params:rtp-hdrext:toffset",
  "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time",
  "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01",
];

/** The audio level and voice activity of each packet (RFC 6464). */
const audioLevel = "urn:ietf:params:rtp-hdrext:ssrc-audio-level";

/** `id[/direction] URI [attributes]`, RFC 8285 section 5. */
const extmap = /^\d+(?:\/(?:sendrecv|sendonly|recvonly|inactive))? (\S+)(?: .*)?$/;

/** True when the line is kept: all lines except offers of an extension that is not accepted. */
export function isAcceptedExtension(line: string, allowAudioLevels: boolean): boolean {
  const attribute = attributeOf(line);
  if (attribute?.name !== "extmap") return true;
  const [, uri] = extmap.exec(attribute.value) ?? [];
  return uri !== undefined && (accepted.includes(uri) || (allowAudioLevels && uri === audioLevel));
}
