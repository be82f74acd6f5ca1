/**
 * The name and message of what a browser threw; both are empty when it has none. Reads the properties, because
 * an exception of another window is not an instance of this window's `Error`.
 */
export function describeException(cause: unknown): { readonly name: string; readonly message: string } {
  if (typeof cause !== "object" || cause === null) return { name: "", message: "" };
  const { name, message } = cause as { readonly name?: unknown; readonly message?: unknown };
  return {
    name: typeof name === "string" ? name : "",
    message: typeof message === "string" ? message : "",
  };
}
