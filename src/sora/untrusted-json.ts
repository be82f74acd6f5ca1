/** Deeper than any app's metadata, and no danger to code that follows it down. */
const deepest = 32;

/** Sets the prototype of an object into which an app copies it with `Object.assign`. */
const prototypeKey = "__proto__";

/**
 * A copy of JSON from the network that is safe to hand to an app: no key of it reaches a prototype, and what lies deeper
 * than 32 levels is left out. Null for what is no JSON.
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
