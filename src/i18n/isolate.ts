/** Unicode blocks of right-to-left scripts, and characters that change the direction. */
const turning =
  /[\u0590-\u08ff\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
const [isolate, end] = ["\u2068", "\u2069"];
const isolates = /[\u2066-\u2069]/gu;

/**
 * A value that is isolated from the text around it, so that both keep their direction (Unicode UAX #9). When
 * all text runs from left to right, nothing is added, because people copy what they see.
 */
export function isolated(value: string, words: string): string {
  if (!turning.test(value) && !turning.test(words)) return value;
  return `${isolate}${isBalanced(value) ? value : value.replace(isolates, "")}${end}`;
}

/** A name could contain the character that ends the isolation. */
function isBalanced(value: string): boolean {
  let depth = 0;
  for (const [mark] of value.matchAll(isolates)) {
    depth += mark === end ? -1 : 1;
    if (depth < 0) return false;
  }
  return depth === 0;
}
