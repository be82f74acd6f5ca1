import { en, ja } from "react-sora-e2ee";

/**
 * The English text on a Japanese page: texts of the English dictionary, and words without a dictionary entry.
 * Names (`bdi`), codes and text marked as another language may be in any language.
 */
export function leftInEnglish(root: Element): readonly string[] {
  const found = new Set<string>();
  for (const text of textsIn(root)) {
    if (englishTexts.has(text) || englishWord.test(text)) found.add(text);
  }
  return [...found];
}

const exempt =
  "bdi, code, pre, kbd, samp, input, textarea, time, script, style, [translate=no], [lang]:not([lang=ja])";
const spoken = ["aria-label", "aria-description", "title", "placeholder", "alt"];
/** Lower case: abbreviations such as E2EE are the same in Japanese. */
const englishWord = /(?<![\p{L}\p{N}./@_-])[A-Z]?[a-z]{2,}(?![\p{L}\p{N}./@_-])/u;
const japanese = /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u;

const englishTexts: ReadonlySet<string> = new Set(
  Object.entries(en).flatMap(([key, message]) => {
    const translated = (ja as Readonly<Record<string, unknown>>)[key];
    return typeof message === "string" && message !== translated && /[a-z]{2}/u.test(message)
      ? [message]
      : [];
  }),
);

function* textsIn(root: Element): Generator<string> {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node instanceof Element ? node : node.parentElement;
    if (!element || element.closest(exempt) || !element.closest("[class*='sora-']")) continue;
    const texts =
      node instanceof Element ? spoken.map((name) => node.getAttribute(name)) : [node.textContent];
    for (const text of texts) {
      const trimmed = text?.trim();
      // A word between Japanese words counts as a name.
      if (trimmed && !japanese.test(trimmed)) yield trimmed;
    }
  }
}
