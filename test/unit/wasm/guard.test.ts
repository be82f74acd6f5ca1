import { describe, expect, test } from "vitest";
import { createEngine, createPeer, idOf } from "./support/engine.ts";
import { describeAttacks } from "./support/guard-attacks.ts";
import { describeCalls } from "./support/guard-calls.ts";
import { describeForgeries } from "./support/guard-forgeries.ts";
import { describeRatchet } from "./support/guard-ratchet.ts";

describe("the guard in front of the released behaviour", () => {
  describeAttacks(createPeer);
  describeForgeries(createPeer);
  describeRatchet(createPeer);
  describeCalls(createPeer);
});

describe("before init and start", () => {
  test("calls that need a started engine reject with invalid-state, without a call of the wasm", async () => {
    const { bundle } = await createPeer("BOB");
    const { engine } = await createEngine();
    const id = idOf("BOB");
    const early = expect.objectContaining({ code: "invalid-state" });
    await expect(engine.start(id)).rejects.toEqual(early);
    await expect(engine.addPreKeyBundle(id, bundle)).rejects.toEqual(early);
    expect(() => engine.selfFingerprint()).toThrow(early);
    await engine.init();
    await expect(engine.startSession(id, bundle)).rejects.toEqual(early);
    await expect(engine.stopSession(id)).rejects.toEqual(early);
    await expect(engine.receiveMessage(new Uint8Array(120))).rejects.toEqual(early);
    await expect(engine.start("no id")).rejects.toMatchObject({ code: "invalid-options" });
    await engine.start(idOf("ALICE"));
    await expect(engine.start(idOf("CAROL"))).rejects.toEqual(early);
  });
});
