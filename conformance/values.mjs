// @ts-check
import { isDeepStrictEqual } from "node:util";

/** An answer that differs from a vector, in a sentence. */
export class Difference extends Error {}

/** @param {string} hex */
export const fromHex = (hex) => Uint8Array.from(Buffer.from(hex, "hex"));

/** @param {Uint8Array} bytes */
export const toHex = (bytes) => Buffer.from(bytes).toString("hex");

/**
 * A value in the form of the vectors: bytes are `{ hex }`, and undefined is null.
 * @param {unknown} value
 * @returns {unknown}
 */
export function encode(value) {
  if (value === undefined || value === null) return null;
  if (value instanceof Uint8Array) return { hex: toHex(value) };
  if (Array.isArray(value)) return value.map(encode);
  if (typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, encode(entry)]));
}

/**
 * Compares two encoded values and names the first place where they differ.
 * @param {unknown} actual
 * @param {unknown} expected
 * @param {string} place
 */
export function expectSame(actual, expected, place) {
  if (isDeepStrictEqual(actual, expected)) return;
  const isObject = (/** @type {unknown} */ value) => typeof value === "object" && value !== null;
  if (isObject(actual) && isObject(expected)) {
    const [left, right] = [actual, expected].map((value) => /** @type {Record<string, unknown>} */ (value));
    for (const key of new Set([...Object.keys(right ?? {}), ...Object.keys(left ?? {})])) {
      expectSame(left?.[key], right?.[key], `${place}.${key}`);
    }
  }
  throw new Difference(`${place}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`);
}

/**
 * Fails unless the call is refused.
 * @param {string} what
 * @param {() => unknown} call
 */
export async function expectRefused(what, call) {
  let answer;
  try {
    answer = await call();
  } catch {
    return;
  }
  throw new Difference(`${what} was accepted: ${JSON.stringify(encode(answer))}`);
}
