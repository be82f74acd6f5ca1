/** Options that cannot be read: a getter or a proxy of the app throws, or the values are nested too deeply. */

/** The problem that a check finds, or that the option cannot be read. */
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

/** An object with entries: no list, and no `Map`, `Date` or other object whose contents are not in its properties. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return Object.prototype.toString.call(value) === "[object Object]";
}
