import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Ed25519Signer } from "../../../src/e2ee/agreement/crypto/curves.ts";
import { nativeEd25519 } from "../../../src/e2ee/agreement/crypto/native.ts";
import { fingerprint } from "../../../src/e2ee/identity/fingerprint.ts";
import {
  createParticipantKey,
  type ParticipantKey,
  signStatement,
} from "../../../src/e2ee/identity/participant-key.ts";
import { type AnnouncedIdentity, Identities } from "../../../src/e2ee/worker/identities.ts";
import { encodeBase64 } from "../../../src/protocol/base64.ts";
import type { IdentityBundle } from "../../../src/protocol/bundle.ts";
import { proofBytes } from "../../../src/protocol/identity-statement.ts";
import { waitLimit } from "../../support/limits.ts";
import { FakeClock, id } from "./fakes.ts";

const channelId = "room";
const ann = id("ann");

let clock: FakeClock;
let own: Ed25519Signer;
let theirs: Ed25519Signer;
let participant: ParticipantKey;
let identified: string[];
let identities: Identities;

const signer = () => nativeEd25519.signer(crypto.getRandomValues(new Uint8Array(32)));
const bundleOf = ({ publicKey }: Ed25519Signer): IdentityBundle =>
  ({ identityKey: encodeBase64(publicKey) }) as IdentityBundle;

beforeEach(async () => {
  clock = new FakeClock();
  [own, theirs, participant] = [await signer(), await signer(), await createParticipantKey()];
  identified = [];
  identities = await create();
});

async function create(ownParticipantKey: Uint8Array<ArrayBuffer> | null = null): Promise<Identities> {
  return new Identities({
    agreement: {
      remoteFingerprints: () => ({ [ann]: "the fingerprint" }),
      ed25519: async () => nativeEd25519,
    },
    own: bundleOf(own),
    channelId,
    ownParticipantKey,
    clock,
    onIdentified: (connectionId) => identified.push(connectionId),
  });
}

/** A genuine statement of Ann's participant key, with its proof or without. */
async function statement({ withProof = true, channel = channelId } = {}) {
  const subject = {
    channelId: channel,
    purpose: "camera",
    messageKey: theirs.publicKey,
    identityKey: theirs.publicKey,
  } as const;
  const signed = await signStatement(participant, subject);
  if (!withProof) return signed;
  const proof = await theirs.sign(proofBytes({ ...subject, publicKey: participant.publicKey }));
  return { ...signed, proof: encodeBase64(proof) };
}

function announce(given: unknown, more: Partial<AnnouncedIdentity> = {}): Promise<boolean> {
  const bundle = bundleOf(theirs);
  identities.claim(ann, bundle);
  return identities.add({ connectionId: ann, bundle, messageKey: null, statement: given, ...more });
}

/** The kind of Ann's safety number, when there is one. */
const numberOfAnn = () =>
  vi.waitFor(async () => {
    await clock.advance(20);
    const { safetyNumber } = identities.of(ann);
    if (safetyNumber === null) throw new Error("There is no safety number yet.");
    return safetyNumber.kind;
  }, waitLimit);

describe("the identity of a peer", () => {
  it("without a statement is its fingerprint, and then the safety number of its connection", async () => {
    expect(identities.of(ann)).toEqual({
      fingerprint: null,
      safetyNumber: null,
      statement: { status: "none" },
    });
    expect(await announce(null)).toBe(true);
    expect(identities.of(ann)).toEqual({
      fingerprint: "the fingerprint",
      safetyNumber: null,
      statement: { status: "none" },
    });
    expect(await numberOfAnn()).toBe("connection");
    expect(identified).toEqual([ann]);
    identities.proved(ann);
    expect([identities.of(ann).statement, identified]).toEqual([{ status: "none" }, [ann]]);
  });

  it("with a statement is proven after the peer has proved its connection, once", async () => {
    const given = await statement();
    expect(await announce(given)).toBe(true);
    expect(identities.of(ann).statement).toEqual({ status: "unproven" });
    identities.proved(id("eve"));
    identities.proved(ann);
    identities.proved(ann);
    expect(identities.of(ann).statement).toEqual({
      status: "proven",
      key: await fingerprint(participant.publicKey),
      publicKey: given.publicKey,
      purpose: "camera",
      confirmed: true,
      vouch: null,
    });
    expect(identified).toEqual([ann]);
  });

  it("has a safety number of both participants only after the proof, and only when both have a key", async () => {
    identities = await create((await createParticipantKey()).publicKey);
    await announce(await statement());
    await clock.advance(100);
    expect([identities.of(ann).safetyNumber, clock.pending]).toEqual([null, 0]);
    identities.proved(ann);
    expect(await numberOfAnn()).toBe("participant");
    identities = await create();
    await announce(await statement());
    identities.proved(ann);
    expect(await numberOfAnn()).toBe("connection");
  });

  it("is invalid with a statement that is malformed, for another channel, or with the proof of another", async () => {
    const genuine = await statement();
    const another = encodeBase64(await own.sign(new Uint8Array(10)));
    for (const given of [
      { ...genuine, signature: "" },
      await statement({ channel: "other" }),
      { ...genuine, proof: another },
      { ...genuine, purpose: 1 },
    ]) {
      expect(await announce(given)).toBe(false);
      identities.proved(ann);
      expect(identities.of(ann).statement).toEqual({ status: "invalid" });
    }
    expect(identified).toEqual([]);
    expect(await numberOfAnn()).toBe("connection");
  });

  it("is not confirmed without a proof, and invalid where every peer gives one", async () => {
    const given = await statement({ withProof: false });
    expect(await announce(given)).toBe(true);
    identities.proved(ann);
    expect(identities.of(ann).statement).toMatchObject({ status: "proven", confirmed: false });
    expect(await announce(given, { alwaysConfirms: true })).toBe(false);
    expect(await announce(await statement(), { alwaysConfirms: true })).toBe(true);
  });
});

describe("a sealed message of a peer", () => {
  const opened = (signedBy: "identity" | "message-key" = "identity") =>
    identities.opened({ from: ann, signedBy });

  it("proves its connection, and keeps a confirmed statement", async () => {
    expect(opened()).toBe(true);
    await announce(await statement());
    expect(opened()).toBe(true);
    expect(identities.of(ann).statement?.status).toBe("proven");
    await announce(null);
    expect(opened()).toBe(true);
  });

  it("makes a statement without its proof invalid when the identity key signed the message", async () => {
    identities = await create((await createParticipantKey()).publicKey);
    await announce(await statement({ withProof: false }));
    expect(opened("message-key")).toBe(true);
    expect(identities.of(ann).statement?.status).toBe("proven");
    expect(await numberOfAnn()).toBe("participant");
    identified = [];
    expect(opened()).toBe(false);
    expect(identities.of(ann)).toMatchObject({ safetyNumber: null, statement: { status: "invalid" } });
    expect(identified).toEqual([ann]);
    expect(await numberOfAnn()).toBe("connection");
    expect(opened()).toBe(true);
  });
});

describe("an identity key", () => {
  it("belongs to the connection that proved it, and to no other until that one leaves", async () => {
    const eve = id("eve");
    identities.claim(eve, bundleOf(theirs));
    await announce(null);
    expect(identities.removeCopiesOf(ann)).toEqual([]);
    expect(identities.removeCopiesOf(eve)).toEqual([]);
    identities.proved(ann);
    expect(identities.removeCopiesOf(ann)).toEqual([eve]);
    expect(identified).toEqual([eve]);
    expect(identities.removeCopiesOf(ann)).toEqual([]);
    identities.claim(ann, bundleOf(theirs));
    expect(() => identities.claim(eve, bundleOf(theirs))).toThrow(
      expect.objectContaining({ code: "identity-key-reused" }),
    );
    identities.remove(ann);
    expect(() => identities.claim(eve, bundleOf(theirs))).not.toThrow();
    expect(identities.removeCopiesOf(ann)).toEqual([]);
  });

  it("of a peer that left has no safety number, and none is computed after the end", async () => {
    await announce(null);
    identities.remove(ann);
    await clock.advance(100);
    expect(identities.of(ann).fingerprint).toBeNull();
    await announce(null);
    await vi.waitFor(() => expect(clock.pending).toBe(1), waitLimit);
    identities.close();
    expect([clock.pending, identities.of(ann).fingerprint]).toEqual([0, null]);
    expect(identified).toEqual([]);
  });
});
