import { describe, expect, test } from "vitest";
import mustReject from "../../vectors/must-reject.json" with { type: "json" };
import { createReleasedDouble, type ReleasedDouble } from "./support/released-double.ts";
import { argumentsOf, drawsFrom, drawsOf, fromHex, vectors, written } from "./support/vectors.ts";

type Answer = readonly [unknown, { message: string } | undefined];

describe("the released double produces the released build's bytes", () => {
  test.each(vectors)("$name", (vector) => {
    const doubles = new Map<string, { double: ReleasedDouble; left: () => number }>();
    for (const party of new Set(vector.steps.map((step) => step.party))) {
      const { draw, left } = drawsOf(vector, party);
      doubles.set(party, { double: createReleasedDouble(draw), left });
    }
    for (const step of vector.steps) {
      const { double } = doubles.get(step.party)!;
      const method = Reflect.get(double, step.op) as (...args: unknown[]) => unknown;
      const answer = method(...argumentsOf(step));
      const isPair = Array.isArray(answer);
      const [result, error] = isPair ? (answer as unknown as Answer) : [answer, undefined];
      expect(error?.message ?? null, `step ${step.i}`).toBe(step.error);
      expect(written(result), `step ${step.i}`).toEqual(step.result);
    }
    for (const { left } of doubles.values()) expect(left()).toBe(0);
  });

  test("the released double installs an attacker's key from a forged reply", () => {
    const { parties, messages } = mustReject.cases[0]!;
    const { A, C } = parties!;
    const draws = drawsFrom([...A.initDraws!, ...A.startSessionDraws!]);
    const alice = createReleasedDouble(draws.draw);
    alice.init();
    alice.start(A.connectionId);
    const { identityKey, signedPreKey, preKeySignature } = C!.preKeyBundle!;
    alice.startSession(C!.connectionId, identityKey, signedPreKey, preKeySignature);
    const [result] = alice.receiveMessage(fromHex(messages[0]!));
    expect(written(result)).toMatchObject({
      remoteSecretKeyMaterials: {
        [C!.connectionId]: { keyId: 9, secretKeyMaterial: { hex: "41".repeat(32) } },
      },
    });
  });

  test("the released double sends its key to everybody after a forged pre-key and a zero ratchet key", () => {
    const { parties, messages, referenceResult } = mustReject.cases[1]!;
    const { A, C } = parties!;
    const carol = createReleasedDouble(drawsFrom([...C!.initDraws!, "00".repeat(32)]).draw);
    carol.init();
    carol.start(C!.connectionId);
    const { identityKey, signedPreKey, preKeySignature } = A.preKeyBundle!;
    carol.addPreKeyBundle(A.connectionId, identityKey, signedPreKey, preKeySignature);
    carol.receiveMessage(fromHex(messages[0]!));
    const [result] = carol.receiveMessage(fromHex(messages[1]!));
    const [reply] = (written(result) as { messages: { hex: string }[] }).messages;
    expect(referenceResult).toContain(reply?.hex);
  });
});
