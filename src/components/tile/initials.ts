import { graphemes } from "../../protocol/graphemes.ts";

/**
 * Scripts in which one character of a name is enough, or in which two characters would be joined to one shape.
 */
const oneIsEnough =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Arabic}]/u;

const beginsWord = /^[\p{Letter}\p{Number}\p{Extended_Pictographic}\p{Regional_Indicator}]/u;
const inBrackets = /[(（[［【<][^)）\]］】>]*[)）\]］】>]/gu;

/**
 * One character, or the first letters of two words. A character of several code units is not split. Text in
 * brackets does not count, unless the name has no other text.
 */
export function initials(name: string): string {
  const words = wordsOf(name.replace(inBrackets, " "));
  const chosen = words.length > 0 ? words : wordsOf(name);
  const letters =
    chosen.length > 1 && !oneIsEnough.test(name) ? [chosen[0], chosen.at(-1)] : chosen.slice(0, 1);
  // Does not depend on the language of the machine, because a server and a browser could differ.
  return letters.join("").toUpperCase();
}

/** The first character of each word that begins with a letter, a number or a picture; quotes and the like are passed over. */
function wordsOf(name: string): readonly string[] {
  return name
    .split(/\s+/u)
    .map((word) => graphemes(word).find((character) => beginsWord.test(character)))
    .filter((character) => character !== undefined);
}
