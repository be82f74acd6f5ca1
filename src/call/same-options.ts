import { isPlainObject } from "./plain-object.ts";

/**
 * True when two option values mean the same call. Plain objects, arrays and values with a JSON form (such as a
 * `Date` or a `URL`) are compared by contents, and everything else (such as a `MediaStream`) by identity.
 * Functions always count as equal, because inline functions are new in every render. The newest one is used for
 * the next connection.
 */
export function sameOptions(a: unknown, b: unknown): boolean {
  try {
    return same(a, b, []);
  } catch {
    // Unreadable options count as changed, and connecting reports them.
    return false;
  }
}

/** @param open Objects that contain `a`, because a value may contain itself. */
function same(a: unknown, b: unknown, open: readonly unknown[]): boolean {
  if (a === b || Object.is(a, b)) return true;
  if (typeof a === "function" && typeof b === "function") return true;
  if (open.includes(a)) return false;
  const inside = [...open, a];
  if (hasJsonForm(a) && hasJsonForm(b)) return same(a.toJSON(), b.toJSON(), inside);
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => same(item, b[index], inside));
  }
  if (!isPlainObject(a) || !isPlainObject(b)) return false;
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  // An undefined option counts as a missing option.
  return [...keys].every((key) => same(a[key], b[key], inside));
}

function hasJsonForm(value: unknown): value is { toJSON(): unknown } {
  return (
    typeof value === "object" && value !== null && "toJSON" in value && typeof value.toJSON === "function"
  );
}
