import { describe, expect, test } from "vitest";
import { createEngine } from "./support/engine.ts";
import { argumentsOf, drawsOf, type VectorStep, vectors, written } from "./support/vectors.ts";

/** Where the guarded engine does better than the released build: a late message no longer rolls the material back. */
const late = new Map([["out-of-order-same-chain", new Set([26, 27])]]);

describe("through the guard, the vectors hold byte for byte", () => {
  test.each(vectors)("$name", async (vector) => {
    const engines = new Map<string, Awaited<ReturnType<typeof createEngine>>["engine"]>();
    const allDraws = [];
    for (const party of new Set(vector.steps.map((step) => step.party))) {
      const draws = drawsOf(vector, party);
      allDraws.push(draws);
      engines.set(party, (await createEngine({ draw: draws.draw })).engine);
    }
    for (const step of vector.steps) {
      const { result, error } = await run(engines.get(step.party)!, step);
      const where = `step ${step.i}, ${step.party}.${step.op}`;
      expect(error, where).toBe(step.error === null ? null : "authentication-failed");
      const isLate = late.get(vector.name)?.has(step.i);
      expect(result, where).toEqual(isLate ? asLate(step.result) : step.result);
    }
    for (const { left } of allDraws) expect(left()).toBe(0);
  });
});

function asLate(result: unknown) {
  const { remoteSecretKeyMaterials: lateSecretKeyMaterials, messages } = result as Record<string, unknown>;
  return { remoteSecretKeyMaterials: {}, lateSecretKeyMaterials, messages };
}

async function run(engine: object, step: VectorStep): Promise<{ result: unknown; error: string | null }> {
  // the engine takes a bundle as one object
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
