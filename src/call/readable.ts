/**
 * Options cannot be read when a getter or a proxy of the app throws, or when values are nested too deeply.
 */

/** The problem that a check finds, or a message that the option cannot be read. */
export function readable(option: string, check: () => string | null): string | null {
  try {
    return check();
  } catch {
    return `${option} cannot be read: a getter or proxy in it throws, or its values are nested too deeply`;
  }
}

/** Returns the result of `read`, or `otherwise` if it throws. */
export function readOr<Value>(otherwise: Value, read: () => Value): Value {
  try {
    return read();
  } catch {
    return otherwise;
  }
}

/**
 * True for an object with entries. False for lists, and for a `Map`, a `Date` and other objects with contents
 * beyond their properties.
 */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return Object.prototype.toString.call(value) === "[object Object]";
}
