import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createKeyAgreement } from "../../../src/e2ee/agreement/double-ratchet/built-in.ts";
import { parseBundle } from "../../../src/protocol/bundle.ts";
import { signatureLength, signedMessageBytes } from "../../../src/protocol/signed-message.ts";
import { backEnds } from "./support/vectors.ts";

const domain = new TextEncoder().encode("react-sora-e2ee/sealed-message/2");
const bytes = fc.uint8Array({ maxLength: 80 });
const label = fc.string({ unit: "grapheme", maxLength: 20 });

describe("the bytes that an identity key signs for a message", () => {
  it("start with their own prefix and are longer than a pre-key, so that they cannot be one", () => {
    fc.assert(
      fc.property(label, bytes, bytes, (label, header, plain) => {
        const signed = signedMessageBytes({ label, header, plain });
        expect(signed.length).toBeGreaterThan(32);
        expect(signed.subarray(2, 2 + domain.length)).toEqual(domain);
      }),
    );
  });

  it("differ for each other label, header or text, for any split between them", () => {
    fc.assert(
      fc.property(label, label, bytes, bytes, (one, other, header, plain) => {
        fc.pre(one !== other);
        const signed = signedMessageBytes({ label: one, header, plain });
        expect(signedMessageBytes({ label: other, header, plain })).not.toEqual(signed);
        expect(signedMessageBytes({ label: one, header, plain: Uint8Array.of(...plain, 0) })).not.toEqual(
          signed,
        );
      }),
    );
  });

  it("do not exist for a label with half of a surrogate pair", () => {
    const nothing = new Uint8Array();
    expect(() => signedMessageBytes({ label: "#\ud800", header: nothing, plain: nothing })).toThrow(
      expect.objectContaining({ code: "invalid-options" }),
    );
  });
});

describe.each(backEnds)("the built-in engine on %s", (_, loadCurves) => {
  it("signs a message with the key of its bundle, and refuses to sign before it has a bundle", async () => {
    const agreement = createKeyAgreement({}, loadCurves);
    const message = { label: "#chat", header: Uint8Array.of(2, 0), plain: Uint8Array.of(1, 2, 3) };
    await expect(agreement.signMessage?.(message)).rejects.toMatchObject({ code: "invalid-state" });
    const { identityKey } = parseBundle((await agreement.init()).preKeyBundle);
    const signature = new Uint8Array((await agreement.signMessage?.(message)) ?? []);
    const { ed25519 } = await loadCurves();
    expect(signature).toHaveLength(signatureLength);
    expect(await ed25519.verify(identityKey, signature, signedMessageBytes(message))).toBe(true);
    expect(await ed25519.verify(identityKey, signature, new Uint8Array(message.plain))).toBe(false);
    expect(agreement.messageKey).toBeUndefined();
  });
});
