import { ed25519 } from "@noble/curves/ed25519.js";
import { describe, expect, it } from "vitest";
import { createKeyAgreement } from "../../../src/e2ee/agreement/double-ratchet/built-in.ts";
import {
  createParticipantKey,
  isKeyPair,
  signStatement,
  verifiesStatement,
} from "../../../src/e2ee/identity/participant-key.ts";
import { parseBundle } from "../../../src/protocol/bundle.ts";
import {
  isStatement,
  proofBytes,
  type ReadStatement,
  readStatement,
  type StatementSubject,
  statementBytes,
} from "../../../src/protocol/identity-statement.ts";

const identityKey = new Uint8Array(32).fill(1);
const messageKey = new Uint8Array(32).fill(2);
const subject: StatementSubject = { channelId: "café", identityKey, purpose: "screen", messageKey };

async function signed(about = subject): Promise<ReadStatement> {
  return readStatement(await signStatement(await createParticipantKey(), about)) ?? expect.fail("malformed");
}

describe("the bytes that a participant key signs", () => {
  it("are the domain, the channel id after its length, both keys and the purpose between them", () => {
    const text = new TextEncoder();
    const channel = text.encode("café");
    expect([...statementBytes(subject)]).toEqual([
      ...text.encode("react-sora-e2ee/identity/1"),
      0,
      channel.length,
      ...channel,
      ...identityKey,
      1,
      ...messageKey,
    ]);
  });

  it("are different for the identity key, which confirms the participant key", () => {
    const publicKey = new Uint8Array(65).fill(4);
    const text = new TextEncoder();
    expect([...proofBytes({ channelId: "café", publicKey, purpose: "screen", messageKey })]).toEqual([
      ...text.encode("react-sora-e2ee/identity-proof/2"),
      ...[0, 5],
      ...text.encode("café"),
      ...publicKey,
      1,
      ...messageKey,
    ]);
  });

  it("do not exist for a channel id with half of a surrogate pair", () => {
    expect(() => statementBytes({ ...subject, channelId: "\ud800" })).toThrow(/surrogate/);
  });
});

describe("a statement of a participant key", () => {
  it("is valid for the connection that it was made for", async () => {
    expect(await verifiesStatement(await signed(), subject)).toBe(true);
  });

  it.each([
    ["another channel", { channelId: "cafe" }],
    ["another identity key", { identityKey: messageKey }],
    ["another purpose", { purpose: "camera" as const }],
    ["another message key", { messageKey: identityKey }],
  ])("is invalid for %s", async (_what, other) => {
    expect(await verifiesStatement(await signed(), { ...subject, ...other })).toBe(false);
  });

  it("is invalid with another participant's key, or with a point that is not on the curve", async () => {
    const [own, other] = await Promise.all([signed(), signed()]);
    expect(await verifiesStatement({ ...own, publicKey: other.publicKey }, subject)).toBe(false);
    const point = Uint8Array.from(own.publicKey, (byte, i) => (i === 64 ? byte ^ 1 : byte));
    expect(await verifiesStatement({ ...own, publicKey: point }, subject)).toBe(false);
  });

  it("is sent as version, public key, purpose and signature only", async () => {
    const statement = await signStatement(await createParticipantKey(), { ...subject, purpose: "camera" });
    expect(statement).toEqual({
      version: 1,
      publicKey: expect.stringMatching(/^[A-Za-z0-9+/]{87}=$/),
      purpose: 0,
      signature: expect.stringMatching(/^[A-Za-z0-9+/]{86}==$/),
    });
  });

  it.each([
    ["another version", { version: 2 }],
    ["a purpose that does not exist", { purpose: 2 }],
    ["a purpose that is text", { purpose: "camera" }],
    ["a short public key", { publicKey: btoa("x".repeat(33)) }],
    ["a compressed point", { publicKey: btoa("\u0002".repeat(65)) }],
    ["a signature of another length", { signature: btoa("x".repeat(63)) }],
    ["no signature", { signature: undefined }],
    ["a proof of another length", { proof: btoa("x".repeat(63)) }],
    ["a proof that is no text", { proof: null }],
  ])("of %s is malformed", async (_what, change) => {
    const statement = await signStatement(await createParticipantKey(), subject);
    expect(readStatement({ ...statement, ...change })).toBeNull();
  });

  it("is ignored when the field has an app's own value of another form", () => {
    for (const own of ["Ann", null, undefined, 1, [], { name: "Ann" }]) expect(isStatement(own)).toBe(false);
  });
});

describe("the proof of a connection", () => {
  it("is made by its identity key", async () => {
    const engine = createKeyAgreement();
    const { preKeyBundle } = await engine.init();
    const { identityKey } = parseBundle(preKeyBundle);
    const { publicKey } = await createParticipantKey();
    const confirmed = { channelId: "café", publicKey, purpose: "camera", messageKey: identityKey } as const;
    const proof = (await engine.signProof?.(confirmed)) ?? expect.fail("it signs nothing");
    expect(ed25519.verify(proof, proofBytes(confirmed), identityKey)).toBe(true);
    expect(ed25519.verify(proof, proofBytes({ ...confirmed, purpose: "screen" }), identityKey)).toBe(false);
  });
});

describe("an own participant key", () => {
  it("cannot be exported in any form", async () => {
    const { pair } = await createParticipantKey();
    for (const format of ["pkcs8", "jwk"] as const) {
      await expect(crypto.subtle.exportKey(format, pair.privateKey)).rejects.toThrow();
    }
  });

  it("is refused when it could be exported, or when it cannot sign", async () => {
    const { pair } = await createParticipantKey();
    expect(isKeyPair(pair)).toBe(true);
    const algorithm = { name: "ECDSA", namedCurve: "P-256" };
    const extractable = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
    const other = await crypto.subtle.generateKey({ ...algorithm, namedCurve: "P-384" }, false, [
      "sign",
      "verify",
    ]);
    const swapped = { privateKey: pair.publicKey, publicKey: pair.privateKey };
    for (const value of [extractable, other, swapped, {}, null, "key"]) expect(isKeyPair(value)).toBe(false);
  });
});
