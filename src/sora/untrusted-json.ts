/** Deeper than any app's metadata, and safe for recursive code. */
const deepest = 32;

/** A key that would set the prototype of an object when an app copies it with `Object.assign`. */
const prototypeKey = "__proto__";

/**
 * A copy of JSON from the network that is safe for an app. No key of it reaches a prototype, and levels below
 * 32 are left out. Null for a value that is not JSON.
 */
export function safeJson(value: unknown, depth = 0): unknown {
  switch (typeof value) {
    case "string":
    case "boolean":
      return value;
    case "number":
      return Number.isFinite(value) ? value : null;
    case "object":
      break;
    default:
      return null;
  }
  if (value === null || depth >= deepest) return null;
  if (Array.isArray(value)) return value.map((item) => safeJson(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== prototypeKey)
      .map(([key, item]) => [key, safeJson(item, depth + 1)]),
  );
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
