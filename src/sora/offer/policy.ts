import { SoraE2EEError } from "../../errors.ts";
import { type MediaKind, mediaKinds, type NegotiatedCodecs } from "../../status.ts";
import { encodingNames, retransmissions, type SealableCodecs, withPayloadTypes } from "./codecs.ts";
import { isAcceptedExtension } from "./header-extensions.ts";
import { attributeOf, parseSdp, type SdpSection, writeSdp } from "./sdp.ts";

export interface OfferPolicyOptions {
  readonly sealable: SealableCodecs;
  /** Allows the server to get the audio level of our sound. */
  readonly allowAudioLevels: boolean;
}

/** A media section in which the server would send media that cannot be decrypted. */
export interface RefusedLine {
  readonly mid: string;
  /** The stream of the media section. */
  readonly streamId: string | null;
}

export interface AcceptedOffer {
  readonly sdp: string;
  readonly refused: readonly RefusedLine[];
}

type Codecs = Record<MediaKind, Record<number, string>>;

/**
 * Filters the server's offers for the browser. It accepts codecs that can be sealed, and header extensions that
 * reveal nothing about picture or sound. It serves one connection. A payload type keeps its codec until the
 * connection ends. Otherwise a frame in transit during such a change would be sealed by the rules of the wrong
 * codec.
 */
export class OfferPolicy {
  readonly #options: OfferPolicyOptions;
  readonly #codecs: Codecs = { audio: {}, video: {} };

  constructor(options: OfferPolicyOptions) {
    this.#options = options;
  }

  /** The values offered and accepted so far. */
  get codecs(): NegotiatedCodecs {
    return { audio: { ...this.#codecs.audio }, video: { ...this.#codecs.video } };
  }

  /**
   * @throws {SoraE2EEError} `codec-unsupported` when we would send on a media section without a codec that
   * can be sealed, and `signaling-refused` when the offer cannot be parsed.
   */
  accept(sdp: string): AcceptedOffer {
    const { session, sections } = parseSdp(sdp);
    const { allowAudioLevels } = this.#options;
    const stays = (line: string): boolean => isAcceptedExtension(line, allowAudioLevels);
    const refused: RefusedLine[] = [];
    const accepted = sections.map((section) => {
      const stripped = { ...section, lines: section.lines.filter(stays) };
      const kind = kindOf(section);
      if (kind === null) return stripped;
      const kept = this.#sealable(stripped, kind);
      if (kept.size > 0) return withPayloadTypes(stripped, kept);
      if (section.port === "0") return stripped;
      if (weMaySend(section)) throw unsupported(kind, this.#options.sealable);
      refused.push({ mid: attributeValue(section, "mid") ?? "", streamId: streamIdOf(section) });
      return stripped;
    });
    return { sdp: writeSdp({ session: session.filter(stays), sections: accepted }), refused };
  }

  /**
   * @throws {SoraE2EEError} `codec-unsupported` when the browser would send or receive anything other than
   * what was accepted.
   */
  checkAnswer(sdp: string): void {
    const { allowAudioLevels } = this.#options;
    for (const section of parseSdp(sdp).sections) {
      const kind = kindOf(section);
      if (kind === null || section.port === "0" || hasAttribute(section, "inactive")) continue;
      const names = encodingNames(section);
      const repeats = retransmissions(section);
      const known = this.#codecs[kind];
      const agrees = section.formats.every(
        (payloadType) =>
          repeats.has(payloadType) ||
          (names.has(payloadType) && known[Number(payloadType)] === names.get(payloadType)),
      );
      if (!agrees) throw unsupported(kind, this.#options.sealable);
      if (!section.lines.every((line) => isAcceptedExtension(line, allowAudioLevels))) {
        throw new SoraE2EEError(
          "sdk-incompatible",
          "The browser answered with an RTP header extension that was taken out of the offer.",
        );
      }
    }
  }

  #sealable(section: SdpSection, kind: MediaKind): Set<string> {
    const kept = new Set<string>();
    const names = encodingNames(section);
    const known = this.#codecs[kind];
    for (const payloadType of section.formats) {
      const name = names.get(payloadType);
      if (name === undefined || !this.#options.sealable[kind].includes(name)) continue;
      const before = known[Number(payloadType)];
      if (before !== undefined && before !== name) continue;
      known[Number(payloadType)] = name;
      kept.add(payloadType);
    }
    return kept;
  }
}

function kindOf({ media }: SdpSection): MediaKind | null {
  return mediaKinds.find((kind) => kind === media) ?? null;
}

/** We may send on each media section, unless it says that only the server sends or that no side sends. */
function weMaySend(section: SdpSection): boolean {
  const both = hasAttribute(section, "sendrecv") || hasAttribute(section, "recvonly");
  return both || !(hasAttribute(section, "sendonly") || hasAttribute(section, "inactive"));
}

function hasAttribute({ lines }: SdpSection, name: string): boolean {
  return lines.some((line) => attributeOf(line)?.name === name);
}

function attributeValue({ lines }: SdpSection, name: string): string | null {
  for (const line of lines) {
    const attribute = attributeOf(line);
    if (attribute?.name === name) return attribute.value.trim();
  }
  return null;
}

/** `a=msid:<stream> <track>`, RFC 8830. */
function streamIdOf(section: SdpSection): string | null {
  return attributeValue(section, "msid")?.split(/\s+/)[0] ?? null;
}

function unsupported(kind: MediaKind, sealable: SealableCodecs): SoraE2EEError {
  return new SoraE2EEError(
    "codec-unsupported",
    `The server offers ${kind} only in codecs that cannot be sealed. Configure it to offer ${sealable[kind].join(", ")}.`,
  );
}
