import { CLOSE, Refusal } from "../close-reasons.ts";

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [name: string]: Json | undefined;
}

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A client's text message as an object. Throws a Refusal otherwise. */
export function parseMessage(text: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Refusal(CLOSE.invalidJson);
  }
  if (!isObject(value)) throw new Refusal(CLOSE.invalidMessage("not an object"));
  return value;
}

const mustBe = (name: string, what: string) => new Refusal(CLOSE.invalidMessage(`${name} must be ${what}`));

export function optionalString(message: JsonObject, name: string): string | undefined {
  const value = message[name];
  if (value === undefined || typeof value === "string") return value;
  throw mustBe(name, "a string");
}

export function requiredString(message: JsonObject, name: string): string {
  const value = optionalString(message, name);
  if (value === undefined) throw mustBe(name, "a string");
  return value;
}

export function optionalBoolean(message: JsonObject, name: string): boolean | undefined {
  const value = message[name];
  if (value === undefined || typeof value === "boolean") return value;
  throw mustBe(name, "a boolean");
}

export function optionalInteger(message: JsonObject, name: string): number | undefined {
  const value = message[name];
  if (value === undefined) return undefined;
  if (typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= 0xffffffff) return value;
  throw mustBe(name, "a non-negative integer");
}

export function optionalOneOf<T extends string>(
  message: JsonObject,
  name: string,
  allowed: readonly T[],
): T | undefined {
  const value = message[name];
  if (value === undefined) return undefined;
  const found = allowed.find((each) => each === value);
  if (found === undefined) throw mustBe(name, `one of ${allowed.join(", ")}`);
  return found;
}
