/** Blocks of scripts that are written from right to left, and characters that turn the direction. */
const turning =
  /[\u0590-\u08ff\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
const [isolate, end] = ["\u2068", "\u2069"];
const isolates = /[\u2066-\u2069]/gu;

/**
 * A value as it can stand among other words: its direction is its own, and theirs stays theirs (Unicode UAX #9). Where
 * all are written from left to right it is left as it is, for people copy what they see.
 */
export function isolated(value: string, words: string): string {
  if (!turning.test(value) && !turning.test(words)) return value;
  return `${isolate}${isBalanced(value) ? value : value.replace(isolates, "")}${end}`;
}

/** Somebody's name could close what was opened around it. */
function isBalanced(value: string): boolean {
  let depth = 0;
  for (const [mark] of value.matchAll(isolates)) {
    depth += mark === end ? -1 : 1;
    if (depth < 0) return false;
  }
  return depth === 0;
}
