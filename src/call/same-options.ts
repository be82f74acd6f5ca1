import { isPlainObject } from "./plain-object.ts";

/**
 * Whether two values of options mean the same call: plain objects, arrays and dates by what is in them, everything else (a
 * `MediaStream`, say) by identity. Functions always count as the same, since inline ones are new in every render; the
 * newest is used for the next connection.
 */
export function sameOptions(a: unknown, b: unknown): boolean {
  try {
    return same(a, b, []);
  } catch {
    // A getter or a proxy of the app throws, or the values are nested too deeply. The call says so when it connects.
    return false;
  }
}

/** @param open Objects that hold `a`: a value may hold itself. */
function same(a: unknown, b: unknown, open: readonly unknown[]): boolean {
  if (a === b || Object.is(a, b)) return true;
  if (typeof a === "function" && typeof b === "function") return true;
  if (a instanceof Date && b instanceof Date) return a.getTime() === b.getTime();
  if (open.includes(a)) return false;
  const inside = [...open, a];
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => same(item, b[index], inside));
  }
  if (!isPlainObject(a) || !isPlainObject(b)) return false;
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  // An option that is undefined is an option that is not there.
  return [...keys].every((key) => same(a[key], b[key], inside));
}
