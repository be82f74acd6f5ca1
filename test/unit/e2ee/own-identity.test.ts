import { ed25519 } from "@noble/curves/ed25519.js";
import { afterEach, describe, expect, test, vi } from "vitest";
import { nativeEd25519 } from "../../../src/e2ee/agreement/crypto/native.ts";
import { createKeyAgreement } from "../../../src/e2ee/agreement/double-ratchet/built-in.ts";
import { parseBundle } from "../../../src/protocol/bundle.ts";
import { signedMessageBytes } from "../../../src/protocol/signed-message.ts";
import { failsWith } from "./support/attacks.ts";
import { connectionId } from "./support/bytes.ts";
import { createParty } from "./support/party.ts";

const header = Uint8Array.of(2, 0, 7);
const plain = Uint8Array.of(8, 9);

afterEach(() => void vi.restoreAllMocks());

describe("our own connection id", () => {
  test("is set once, and setting the same id again changes nothing", async () => {
    const engine = createKeyAgreement();
    await engine.init();
    const first = await engine.start(connectionId("me"));
    expect(await engine.start(connectionId("me"))).toEqual(first);
    await expect(engine.start(connectionId("other"))).rejects.toEqual(failsWith("invalid-state"));
  });

  test("cannot be the id of a peer", async () => {
    const engine = createKeyAgreement();
    await engine.init();
    const bob = await createParty("bob");
    await engine.addPreKeyBundle(bob.id, bob.bundle);
    await expect(engine.start(bob.id)).rejects.toEqual(failsWith("invalid-state"));
    await engine.start(connectionId("me"));
  });
});

describe("the signing key", () => {
  test("cannot be read back", async () => {
    const used: CryptoKey[] = [];
    const sign = crypto.subtle.sign.bind(crypto.subtle);
    vi.spyOn(crypto.subtle, "sign").mockImplementation((algorithm, key, data) => {
      used.push(key);
      return sign(algorithm, key, data);
    });
    const signer = await nativeEd25519.signer(new Uint8Array(32).fill(1));
    await signer.sign(plain);
    expect(used.map(({ extractable }) => extractable)).toEqual([false]);
  });

  test("signs the app's messages with our identity, after a prefix that no pre-key has", async () => {
    const engine = createKeyAgreement();
    await expect(engine.signMessage?.({ label: "#chat", header, plain })).rejects.toEqual(
      failsWith("invalid-state"),
    );
    const { preKeyBundle } = await engine.init();
    const signature = await engine.signMessage?.({ label: "#chat", header, plain });
    if (!signature) throw new Error("nothing was signed");
    const { identityKey } = parseBundle(preKeyBundle);
    const signed = signedMessageBytes({ label: "#chat", header, plain });
    expect(ed25519.verify(signature, signed, identityKey)).toBe(true);
    for (const other of [
      { label: "#chat2", header, plain },
      { label: "#chat", header: Uint8Array.of(2, 0, 8), plain },
      { label: "#chat", header, plain: Uint8Array.of(8, 8) },
    ]) {
      expect(ed25519.verify(signature, signedMessageBytes(other), identityKey)).toBe(false);
    }
  });
});

describe("the bytes of a message that are signed", () => {
  test("are the domain and the label with their lengths, then the header and the text", () => {
    const text = new TextEncoder();
    const domain = text.encode("react-sora-e2ee/sealed-message/2");
    const label = text.encode("#手");
    expect(signedMessageBytes({ label: "#手", header, plain })).toEqual(
      Uint8Array.of(0, domain.length, ...domain, 0, label.length, ...label, ...header, ...plain),
    );
    expect(domain.length).toBeGreaterThanOrEqual(32);
  });

  test("do not exist for a label with half of a surrogate pair", () => {
    expect(() => signedMessageBytes({ label: "#\ud83d", header, plain })).toThrow(
      failsWith("invalid-options"),
    );
  });
});
