import { expect } from "vitest";
import { argumentsOf, type Vector, type VectorStep, written } from "./vectors.ts";

/**
 * An improvement of the guarded engine over the released build: a late message no longer replaces the
 * material.
 */
const late = new Map([["out-of-order-same-chain", new Set([26, 27])]]);

/** Runs a vector through guarded engines. `turn` is called before every step. */
export async function runVector(vector: Vector, turn: (party: string) => object): Promise<void> {
  for (const step of vector.steps) {
    const { result, error } = await run(turn(step.party), step);
    const where = `step ${step.i}, ${step.party}.${step.op}`;
    expect(error, where).toBe(step.error === null ? null : "authentication-failed");
    const isLate = late.get(vector.name)?.has(step.i);
    // The released stack does not tell whether a message is an answer.
    if (typeof result === "object" && result !== null) Reflect.deleteProperty(result, "answers");
    expect(result, where).toEqual(isLate ? asLate(step.result) : step.result);
  }
}

function asLate(result: unknown) {
  const { remoteSecretKeyMaterials: lateSecretKeyMaterials, messages } = result as Record<string, unknown>;
  return { remoteSecretKeyMaterials: {}, lateSecretKeyMaterials, messages };
}

async function run(engine: object, step: VectorStep): Promise<{ result: unknown; error: string | null }> {
  // the engine expects a bundle as one object
  const [first, identityKey, signedPreKey, preKeySignature] = argumentsOf(step);
  const bundle = identityKey === undefined ? [] : [{ identityKey, signedPreKey, preKeySignature }];
  const args = first === undefined ? [] : [first, ...bundle];
  try {
    const method = Reflect.get(engine, step.op) as (...args: unknown[]) => unknown;
    return { result: written(await Reflect.apply(method, engine, args)), error: null };
  } catch (error) {
    return { result: null, error: (error as { code: string }).code };
  }
}
