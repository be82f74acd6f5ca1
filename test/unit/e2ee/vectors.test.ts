import { describe, expect, test } from "vitest";
import { deriveFrameSecrets, ratchetMaterial } from "../../../src/e2ee/index.ts";
import { fromHex, toHex } from "./support/bytes.ts";
import { backEnds, call, createEngine, encode, type Run, readVectors, type Step } from "./support/vectors.ts";

/** The intended differences from the released stack's answers (docs/protocol.md#7-deviations). */
const strictResults: Readonly<Record<string, unknown>> = {
  // a late message does not bring an old key back
  "out-of-order-same-chain 26": lateResult(12),
  "out-of-order-same-chain 27": lateResult(16),
};

function lateResult(step: number) {
  const run = readVectors<Run>("out-of-order-same-chain");
  const made = run.steps[step]?.result as { selfKeyId: number; selfSecretKeyMaterial: unknown };
  const material = { keyId: made.selfKeyId, secretKeyMaterial: made.selfSecretKeyMaterial };
  return {
    messages: [],
    remoteSecretKeyMaterials: {},
    lateSecretKeyMaterials: { "ALICE---------------------": material },
  };
}

/** Two ways to return the recorded draws. The engine must work with both. */
const feeders = {
  "one queue": (queue: string[], draws: string[]) => queue.push(...draws),
  "each step its own, and those of a rejected step again": (queue: string[], draws: string[]) => {
    if (draws.length > 0) queue.splice(0, queue.length, ...draws);
  },
};

const runs = ["two-party-join", "three-party-join-leave", "out-of-order-same-chain", "tampered-lost-genuine"];

describe.each(backEnds)("with %s", (_, loadCurves) => {
  describe.each(Object.entries(feeders))("draws from %s", (_, feed) => {
    test.each(runs)("%s matches the released stack byte for byte", async (name) => {
      const run = readVectors<Run>(name);
      const parties = new Map(Object.keys(run.parties).map((party) => [party, createEngine(loadCurves)]));
      for (const step of run.steps) {
        const party = parties.get(step.party);
        if (!party) throw new Error(`no party ${step.party}`);
        feed(party.draws.queue, usedDraws(step));
        const answer = await Promise.resolve(call(party.engine, step)).catch((error: unknown) => error);
        if (step.error !== null) {
          expect(answer).toMatchObject({ name: "SoraE2EEError", code: "authentication-failed" });
        } else {
          // The released stack does not tell whether a message is an answer.
          if (typeof answer === "object" && answer !== null) Reflect.deleteProperty(answer, "answers");
          expect(encode(answer), `step ${step.i}`).toEqual(strictResults[`${name} ${step.i}`] ?? step.result);
        }
      }
      for (const { draws } of parties.values()) expect(draws.queue).toEqual([]);
    });
  });
});

function usedDraws(step: Step): string[] {
  return step.draws.filter((draw) => !draw.use.startsWith("unused")).map((draw) => draw.hex);
}

interface KdfVectors {
  readonly materialRatchet: readonly {
    readonly material: string;
    readonly next: string;
    readonly sframe: { readonly key: string; readonly writeIv: string };
  }[];
}

test.each(readVectors<KdfVectors>("kdf").materialRatchet)(
  "kdf: $material",
  async ({ material, next, sframe }) => {
    expect(toHex(await ratchetMaterial(fromHex(material)))).toBe(next);
    const secrets = await deriveFrameSecrets(fromHex(material));
    expect({ key: toHex(secrets.key), writeIv: toHex(secrets.writeIv) }).toEqual({
      key: sframe.key,
      writeIv: sframe.writeIv,
    });
  },
);
