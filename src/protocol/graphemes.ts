/** Characters that belong to the previous one, for browsers without `Intl.Segmenter` (Firefox before 125). */
const continues = /^[\p{M}\u200c-\u200d\p{Emoji_Modifier}\u{e0020}-\u{e007f}]/u;
const joinsNext = /\u200d$/u;

/**
 * The graphemes of a text, as people count characters: a letter with its accents, an emoji with all its
 * parts.
 */
export function graphemes(text: string): readonly string[] {
  if (typeof Intl.Segmenter === "undefined") return joinedCodePoints(text);
  return [...new Intl.Segmenter(undefined, { granularity: "grapheme" }).segment(text)].map(
    ({ segment }) => segment,
  );
}

function joinedCodePoints(text: string): string[] {
  const found: string[] = [];
  for (const character of text) {
    const before = found.at(-1);
    if (before !== undefined && (continues.test(character) || joinsNext.test(before))) {
      found[found.length - 1] = before + character;
    } else found.push(character);
  }
  return found;
}
