import { describe, expect, test } from "vitest";
import { createEngine } from "./support/engine.ts";
import { runVector } from "./support/run-vector.ts";
import { drawsOf, vectors } from "./support/vectors.ts";

describe("the guard keeps every byte of the vectors", () => {
  test.each(vectors)("$name", async (vector) => {
    const engines = new Map<string, object>();
    const allDraws = [];
    for (const party of Object.keys(vector.parties)) {
      const draws = drawsOf(vector, party);
      allDraws.push(draws);
      engines.set(party, (await createEngine({ draw: draws.draw })).engine);
    }
    await runVector(vector, (party) => engines.get(party) ?? {});
    for (const { left } of allDraws) expect(left()).toBe(0);
  });
});
