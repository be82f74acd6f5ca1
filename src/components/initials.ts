/** Scripts in which one character of a name says enough. */
const wideScripts = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;

/** One character, or two letters of a name in two words; whole, also where one takes several code units. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/u);
  const chosen = words.length > 1 && !wideScripts.test(name) ? [words[0], words.at(-1)] : [words[0]];
  return chosen.map(firstCharacter).join("").toLocaleUpperCase();
}

function firstCharacter(word = ""): string {
  // Firefox has it from 125 on. Without it a letter may lose its accent, which a single letter can bear.
  if (typeof Intl.Segmenter === "undefined") return [...word][0] ?? "";
  const [first] = new Intl.Segmenter().segment(word);
  return first?.segment ?? "";
}
