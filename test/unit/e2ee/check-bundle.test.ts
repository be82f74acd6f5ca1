import { expect, test } from "vitest";
import { checkBundle } from "../../../src/e2ee/agreement/check-bundle.ts";
import { lowOrderKeys } from "../wasm/support/forge.ts";

const believing = { verify: async () => true, signer: () => Promise.reject(new Error("not here")) };
const good = {
  identityKey: new Uint8Array(32).fill(7),
  signedPreKey: new Uint8Array(32).fill(9),
  preKeySignature: new Uint8Array(64),
};

test("keys of low order are refused even with a valid signature", async () => {
  await checkBundle(good, believing);
  for (const key of lowOrderKeys) {
    const bundle = { ...good, signedPreKey: Uint8Array.from(key) };
    await expect(checkBundle(bundle, believing)).rejects.toMatchObject({ code: "invalid-bundle" });
  }
  // y = 1, -1 and 0: points of order 1, 2 and 4 on the Edwards curve
  const minusOne = Uint8Array.of(0xec, ...new Uint8Array(30).fill(0xff), 0x7f);
  for (const key of [Uint8Array.of(1, ...new Uint8Array(31)), minusOne, new Uint8Array(32)]) {
    const bundle = { ...good, identityKey: Uint8Array.from(key) };
    await expect(checkBundle(bundle, believing)).rejects.toMatchObject({ code: "invalid-bundle" });
  }
});
