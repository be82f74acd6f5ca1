import { expect, it } from "vitest";
import { withNewestFunctions } from "../../../src/call/newest-functions.ts";
import type { SoraCallOptions } from "../../../src/call/types.ts";

const base = { signalingUrls: "wss://sora.example/signaling", channelId: "room" };
const key = { kty: "EC", crv: "P-256", x: "x", y: "y" } as const;

it("a call uses the newest functions of its options and of its identity, and keeps the identity's other fields", async () => {
  const optionsOf = (name: string): SoraCallOptions => ({
    ...base,
    metadata: () => `metadata of ${name}`,
    identity: { type: "device", vouch: async () => `vouch of ${name}`, userId: () => `user of ${name}` },
  });
  let newest = optionsOf("first");
  const { metadata, identity } = withNewestFunctions(newest, () => newest);
  newest = optionsOf("second");
  if (typeof metadata !== "function" || typeof identity !== "object" || !("vouch" in identity)) {
    throw new Error("The options have no functions.");
  }
  expect(await metadata()).toBe("metadata of second");
  expect(await identity.vouch?.(key)).toBe("vouch of second");
  expect(identity).toMatchObject({ type: "device" });
  expect(identity).not.toHaveProperty("verifyVouch");
});

it("a call keeps the identity's functions when the newest options have none", async () => {
  const options: SoraCallOptions = { ...base, identity: { vouch: async () => "token" } };
  const { identity } = withNewestFunctions(options, () => ({ ...base, identity: "none" }));
  if (typeof identity !== "object" || !("vouch" in identity))
    throw new Error("The identity has no functions.");
  expect(await identity.vouch?.(key)).toBe("token");
});
