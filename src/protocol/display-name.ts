import { graphemes } from "./graphemes.ts";

/** Maximum length in graphemes. */
export const nameLimit = 40;
/** Limit in code units for the work on one name. The longest emoji have about 25. */
const longestText = nameLimit * 32;
/**
 * Many marks on one letter could cover the page. Emoji and letters of living scripts need fewer code points.
 */
const longestGrapheme = 16;

/**
 * Direction characters, which could make a name look like another or change the direction of the text around
 * it.
 */
const direction = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;
/** Control characters, lone surrogates, private and unassigned characters. */
const unwanted = /[\p{Cc}\p{Cs}\p{Co}\p{Cn}]/gu;
/**
 * Invisible characters, except for joiners, variation selectors, the Mongolian vowel separator, the tags of emoji, and Arabic
 * number signs.
 */
const invisible =
  /(?![\u200c-\u200d]|[\ufe00-\ufe0f]|[\u180b-\u180f]|[\u{e0100}-\u{e01ef}]|[\u{e0020}-\u{e007f}\u0600-\u0605\u06dd\u070f\u08e2\u{110bd}\u{110cd}])[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;
/** Chinese characters have variants, which Japanese names use, and so have Mongolian letters. */
const idleVariant = /(^|[^\p{Script=Han}])[\ufe00-\ufe0d\u{e0100}-\u{e01ef}]+/gu;
/** Mongolian separates a last A or E, which then has another shape. */
const idleVowelSeparator = /(^|[^\u180e\u1820-\u18aa])\u180e+|\u180e+(?![\u1820\u1821])/gu;
const idleMongolianVariant = /(^|[^\p{Script=Mongolian}]|[\u180b-\u180d\u180f])[\u180b-\u180d\u180f]+/gu;
/**
 * Joiners have a meaning in scripts with joined letters and in emoji. After other characters they only make
 * two names look alike.
 */
const idleJoiner =
  /(^|[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Nd}\p{P}\s]|[\ufe00-\ufe0d\u{e0100}-\u{e01ef}])[\u200c-\u200d]+/gu;
/** In Malayalam and other scripts of India, a joiner after a virama is part of the last letter. */
const joinerAtEnd =
  /([\u094d\u09cd\u0a4d\u0acd\u0b4d\u0c4d\u0ccd\u0d4d\u0dca]\u200d)?[\u200c-\u200d\u180e\s]*$/u;
/** A visible character: not only a mark, a space, a blank Braille pattern or the like. */
const visible = /(?![\p{Default_Ignorable_Code_Point}\u2800])[\p{L}\p{N}\p{P}\p{S}]/u;

/**
 * A name that is safe to display. It comes from other participants through the server, so it may contain
 * anything. Null when nothing in it is visible.
 */
export function cleanName(value: unknown): string | null {
  if (typeof value !== "string") return null;
  const readable = value
    .slice(0, longestText)
    .replace(direction, "")
    .replace(/\s+/gu, " ")
    .replace(unwanted, "")
    .replace(invisible, "")
    .replace(idleVariant, "$1")
    .replace(idleVowelSeparator, "$1")
    .replace(idleMongolianVariant, "$1")
    .trim()
    .replace(idleJoiner, "$1")
    // Spaces on both sides of a removed character are one space.
    .replace(/\s+/gu, " ")
    .trim();
  const cut = graphemes(readable)
    .slice(0, nameLimit)
    .map((grapheme) => [...grapheme].slice(0, longestGrapheme).join(""))
    .join("")
    .replace(joinerAtEnd, "$1");
  return visible.test(cut) ? cut : null;
}
