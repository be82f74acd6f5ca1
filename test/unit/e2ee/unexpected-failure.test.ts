import { describe, expect, test } from "vitest";
import { createNobleCurves } from "../../../src/e2ee/agreement/crypto/noble.ts";
import { createKeyAgreement } from "../../../src/e2ee/agreement/double-ratchet/built-in.ts";
import { connectionId } from "./support/bytes.ts";
import { createParty } from "./support/party.ts";

const secret = "7f3a".repeat(16);

describe("an unexpected failure in the key agreement", () => {
  test("does not pass on its original text, which could quote a key", async () => {
    const engine = createKeyAgreement({}, async () => {
      throw new Error(`cannot use ${secret}`);
    });
    const error: unknown = await engine.init().catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: "SoraE2EEError", code: "internal" });
    expect(error).not.toHaveProperty("cause");
    expect(`${String(error)} ${JSON.stringify(error)} ${(error as Error).stack}`).not.toContain(secret);
  });

  test("changes nothing, and the same call succeeds afterwards", async () => {
    const { x25519, ed25519 } = createNobleCurves();
    let broken = false;
    const verify: typeof ed25519.verify = (...given) => {
      if (broken) throw new Error(secret);
      return ed25519.verify(...given);
    };
    const engine = createKeyAgreement({}, async () => ({ x25519, ed25519: { ...ed25519, verify } }));
    await engine.init();
    await engine.start(connectionId("alice"));
    const bob = await createParty("bob");
    broken = true;
    await expect(engine.startSession(bob.id, bob.bundle)).rejects.toMatchObject({ code: "internal" });
    expect(engine.remoteFingerprints()).toEqual({});
    expect((await engine.start(connectionId("alice"))).selfKeyId).toBe(0);
    broken = false;
    expect((await engine.startSession(bob.id, bob.bundle)).selfKeyId).toBe(1);
  });
});
