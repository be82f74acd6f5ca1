import type { MediaKind } from "../../status.ts";
import { attributeOf, type SdpSection } from "./sdp.ts";

/** Codecs that can be sealed, by Sora's names. */
export type SealableCodecs = Readonly<Record<MediaKind, readonly string[]>>;

const rtpmap = /^(\d+) ([A-Za-z0-9._-]+)\/\d+(?:\/\d+)?$/;
const payloadTypeFirst = /^(\d+|\*) \S/;
const retransmissionOf = /^(\d+) (?:.*;\s*)?apt=(\d+)(?:;.*)?$/;

/** Attribute lines that describe a payload type. */
const describing = ["rtpmap", "fmtp", "rtcp-fb"];

/** The encoding name of each payload type that exactly one line describes. */
export function encodingNames({ lines }: SdpSection): Map<string, string> {
  const names = new Map<string, string>();
  const twice = new Set<string>();
  for (const line of lines) {
    const attribute = attributeOf(line);
    if (attribute?.name !== "rtpmap") continue;
    const [, payloadType = "", name = ""] = rtpmap.exec(attribute.value) ?? [];
    if (names.has(payloadType)) twice.add(payloadType);
    names.set(payloadType, name.toUpperCase());
  }
  for (const payloadType of twice) names.delete(payloadType);
  return names;
}

/** The payload types of retransmissions, each with the one that it repeats. */
export function retransmissions(section: SdpSection): Map<string, string> {
  const names = encodingNames(section);
  const repeats = new Map<string, string>();
  for (const line of section.lines) {
    const attribute = attributeOf(line);
    if (attribute?.name !== "fmtp") continue;
    const [, payloadType = "", of = ""] = retransmissionOf.exec(attribute.value) ?? [];
    if (names.get(payloadType) === "RTX") repeats.set(payloadType, of);
  }
  return repeats;
}

/** The section with these payload types and their retransmissions only. */
export function withPayloadTypes(section: SdpSection, kept: ReadonlySet<string>): SdpSection {
  const repeats = retransmissions(section);
  const stays = (payloadType: string): boolean => kept.has(repeats.get(payloadType) ?? payloadType);
  return {
    ...section,
    formats: section.formats.filter(stays),
    lines: section.lines.filter((line) => {
      const attribute = attributeOf(line);
      if (attribute === null || !describing.includes(attribute.name)) return true;
      const [, payloadType] = payloadTypeFirst.exec(attribute.value) ?? [];
      return payloadType === "*" || (payloadType !== undefined && stays(payloadType));
    }),
  };
}
