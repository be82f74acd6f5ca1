import { expect, it, vi } from "vitest";
import { bundle, Harness, id, material } from "./harness.ts";

it("the key of a peer is used when its message could be decrypted only after a renewal", async () => {
  const harness = new Harness();
  harness.renew = async () => ({
    selfConnectionId: id("self"),
    selfKeyId: ++harness.agreement.keyId,
    selfSecretKeyMaterial: material(harness.agreement.keyId),
    messages: [],
    remoteSecretKeyMaterials: { [id("alice")]: { keyId: 4, secretKeyMaterial: material(1) } },
  });
  await harness.started();
  await harness.request({ kind: "peer-joined", connectionId: id("alice"), bundle });
  expect((await harness.peer("alice")).encryption.status).toBe("exchanging");
  await harness.clock.advance(60_000);
  await vi.waitFor(async () =>
    expect(await harness.peer("alice")).toMatchObject({ keyId: 4, encryption: { status: "ready" } }),
  );
});
