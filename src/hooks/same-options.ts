import { isPlainObject } from "./plain-object.ts";

/**
 * Whether two values of options mean the same call: plain objects and arrays by what is in them, everything else (a
 * `MediaStream`, say) by identity. Functions always count as the same, since inline ones are new in every render; the
 * latest is used for the next connection.
 */
export function sameOptions(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a === "function" && typeof b === "function") return true;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => sameOptions(item, b[index]));
  }
  if (!isPlainObject(a) || !isPlainObject(b)) return false;
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  // An option that is undefined is an option that is not there.
  return [...keys].every((key) => sameOptions(a[key], b[key]));
}
