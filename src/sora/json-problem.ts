/**
 * The path to the first part of a value that JSON would change, and the reason. Null: JSON keeps the whole
 * value. `JSON.stringify` itself turns NaN into null and a Map into an empty object, and leaves out functions,
 * without an error.
 *
 * @param path The name of the value, such as `metadata`.
 * @throws whatever a getter or proxy of the app throws, and a `RangeError` for values that are nested too deeply.
 */
export function jsonProblem(value: unknown, path: string): string | null {
  return problem(value, path, new Set());
}

function problem(value: unknown, path: string, around: Set<unknown>): string | null {
  switch (typeof value) {
    case "string":
    case "boolean":
      return null;
    case "number":
      return Number.isFinite(value) ? null : `${path} is ${value}`;
    case "object":
      return value === null ? null : problemIn(value, path, around);
    case "undefined":
      return `${path} is undefined`;
    default:
      return `${path} is a ${typeof value}`;
  }
}

function problemIn(value: object, path: string, around: Set<unknown>): string | null {
  if (around.has(value)) return `${path} is a cycle`;
  around.add(value);
  const found = problemInside(value, path, around);
  around.delete(value);
  return found;
}

function problemInside(value: object, path: string, around: Set<unknown>): string | null {
  if ("toJSON" in value && typeof value.toJSON === "function") {
    const form: unknown = value.toJSON();
    // A Date without a valid time becomes null.
    return form === null ? `${path} has no JSON form` : problem(form, path, around);
  }
  if (Array.isArray(value)) {
    // A copy has no empty slots, which iterating methods skip.
    return firstOf([...value].entries(), ([index, each]) => problem(each, `${path}[${index}]`, around));
  }
  const tag = Object.prototype.toString.call(value).slice(8, -1);
  if (tag !== "Object") return `${path} is a ${tag}`;
  return firstOf(Object.entries(value), ([name, each]) =>
    // An undefined property counts as a missing one.
    each === undefined ? null : problem(each, `${path}.${name}`, around),
  );
}

function firstOf<Item>(items: Iterable<Item>, check: (item: Item) => string | null): string | null {
  for (const item of items) {
    const found = check(item);
    if (found !== null) return found;
  }
  return null;
}
