import { SoraE2EEError } from "../../errors.ts";

/** One m= section of a session description. `lines` are those after the m= line. */
export interface SdpSection {
  readonly media: string;
  readonly port: string;
  readonly protocol: string;
  readonly formats: readonly string[];
  readonly lines: readonly string[];
}

export interface Sdp {
  /** The lines before the first section. */
  readonly session: readonly string[];
  readonly sections: readonly SdpSection[];
}

/** Browsers differ in what they accept as an attribute or a section. Ambiguous input is refused. */
const looksLikeAttributeOrMedia = /^\s*[am]\s*=/i;
const attributeOrMedia = /^[am]=[^\s:]/;
/** Such as U+2028, which ends a line for a regular expression but not for a browser. */
const otherWhitespace = /[^\S ]/;
const mediaLine = /^m=([a-z]+) (\d+) ([A-Z/]+) ([^\s].*)$/;

/**
 * @throws {SoraE2EEError} `signaling-refused` for a description that browsers could parse in different ways.
 */
export function parseSdp(sdp: string): Sdp {
  // Each of these ends a line in some browser.
  const lines = sdp.split(/\r\n|\r|\n/).filter((line) => line !== "");
  const session: string[] = [];
  const sections: (Omit<SdpSection, "lines"> & { readonly lines: string[] })[] = [];
  for (const line of lines) {
    if (hasControlCharacter(line) || otherWhitespace.test(line)) throw unreadable();
    if (looksLikeAttributeOrMedia.test(line) && !attributeOrMedia.test(line)) throw unreadable();
    if (!line.startsWith("m=")) {
      (sections.at(-1)?.lines ?? session).push(line);
      continue;
    }
    const [, media, port, protocol, formats] = mediaLine.exec(line) ?? [];
    if (!media || !port || !protocol || !formats) throw unreadable();
    sections.push({ media, port, protocol, formats: formats.trim().split(/\s+/), lines: [] });
  }
  return { session, sections };
}

export function writeSdp({ session, sections }: Sdp): string {
  const lines = sections.flatMap(({ media, port, protocol, formats, lines }) => [
    `m=${media} ${port} ${protocol} ${formats.join(" ")}`,
    ...lines,
  ]);
  return [...session, ...lines, ""].join("\r\n");
}

/**
 * The attribute's name in lower case, and its value after the colon. Null for a line without an attribute.
 */
export function attributeOf(line: string): { readonly name: string; readonly value: string } | null {
  const [, name, value = ""] = /^a=([^\s:]+)(?:\s*:(.*)|\s.*)?$/.exec(line) ?? [];
  return name === undefined ? null : { name: name.toLowerCase(), value };
}

function hasControlCharacter(line: string): boolean {
  for (let at = 0; at < line.length; at++) {
    const code = line.charCodeAt(at);
    if (code < 0x20 || (code >= 0x7f && code <= 0x9f)) return true;
  }
  return false;
}

function unreadable(): SoraE2EEError {
  return new SoraE2EEError(
    "signaling-refused",
    "The server's session description is ambiguous: browsers could read a line in different ways. The call was stopped.",
  );
}
