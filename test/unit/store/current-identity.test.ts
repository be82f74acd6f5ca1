import { describe, expect, it } from "vitest";
import { noIdentity } from "../../../src/protocol/identity.ts";
import type { PeerEncryption, PeerStatement } from "../../../src/status.ts";
import { newPeer, withFacts, withIdentity } from "../../../src/store/peer.ts";
import type { Peer } from "../../../src/store/types.ts";
import {
  isCurrentIdentity,
  isWorthRemembering,
  judged,
  withAnswer,
} from "../../../src/store/verification.ts";

const safetyNumber = { digits: "12345", words: [], emoji: [] };
const peer = (given: Partial<Peer> = {}): Peer => ({
  ...newPeer("A".repeat(26)),
  announced: true,
  encryption: { status: "encrypted" },
  fingerprint: "aa:bb",
  safetyNumber,
  ...given,
});

describe("the value that a person compared", () => {
  it("is the current identity when it equals the whole fingerprint or the whole safety number", () => {
    for (const compared of ["aa:bb", "12345", safetyNumber])
      expect(isCurrentIdentity(peer(), compared)).toBe(true);
    for (const compared of ["", "aa", "aa:bb:cc", "1234", { ...safetyNumber, digits: "" }]) {
      expect(isCurrentIdentity(peer(), compared)).toBe(false);
    }
  });

  it.each<[string, Partial<Peer>]>([
    ["is not here at the moment", { presence: "reconnecting" }],
    ["announces no keys", { encryption: { status: "unprotected" } }],
    ["has no fingerprint that is known", { fingerprint: null }],
  ])("is not the current identity of a peer that %s", (_what, given) => {
    for (const compared of ["aa:bb", "12345", safetyNumber]) {
      expect(isCurrentIdentity(peer(given), compared)).toBe(false);
      expect(withAnswer(peer(given), compared)).toEqual(peer(given));
    }
  });

  it("matches nothing when the peer has neither fingerprint nor safety number", () => {
    expect(isCurrentIdentity(peer({ fingerprint: "", safetyNumber: null }), "")).toBe(false);
  });
});

describe("a peer whose participant number was compared", () => {
  const proven = { status: "proven", key: "k", publicKey: "", purpose: "camera", vouch: null } as const;
  const facts = (statement: PeerStatement) => ({
    ...({ connectionId: "A".repeat(26), encryption: { status: "encrypted" }, keyId: 0 } as const),
    ...{ fingerprint: "aa:bb", safetyNumber, receivers: [], statement },
  });
  const named = withFacts(peer(), facts({ ...proven, confirmed: false }));
  const contact = { ...noIdentity, status: "verified", key: "k", verifiedAt: 1, by: "comparison" } as const;
  const verified = withIdentity(withAnswer(named, safetyNumber), contact);

  it("is no longer verified, with a warning, when its statement proves to be another participant's", () => {
    expect(verified).toMatchObject({ verified: true, identity: { confirmed: false } });
    expect(withFacts(verified, facts({ status: "invalid" }))).toMatchObject({
      verified: false,
      verifiedFingerprint: null,
      identityChanged: true,
      identity: { status: "invalid" },
    });
    expect(withFacts(named, facts({ status: "invalid" }))).toMatchObject({ identityChanged: false });
  });

  it("is confirmed only while its newest statement is", () => {
    const confirmed = withFacts(verified, facts({ ...proven, confirmed: true }));
    expect(confirmed.identity).toEqual({ ...verified.identity, confirmed: true });
    expect(withFacts(confirmed, facts({ ...proven, confirmed: false })).identity).toEqual(verified.identity);
  });

  it("is no longer verified when its contact is forgotten", () => {
    const forgotten = { ...contact, status: "new", verifiedAt: null, by: null } as const;
    expect(withIdentity(verified, forgotten)).toMatchObject({ verified: false, verifiedFingerprint: null });
  });
});

describe("a verified peer", () => {
  const verified = { verifiedFingerprint: "aa:bb" } as const;

  it.each<[PeerEncryption, boolean]>([
    [{ status: "exchanging" }, false],
    [{ status: "ready" }, true],
    [{ status: "encrypted" }, true],
    [{ status: "failing", reason: "auth-failed" }, true],
    [{ status: "failing", reason: "no-key" }, false],
  ])("shows its mark while a key of it is in use: %j, %s", (encryption, shown) => {
    expect(judged(peer({ ...verified, encryption })).verified).toBe(shown);
    expect(judged(peer({ ...verified, encryption, presence: "reconnecting" })).verified).toBe(false);
  });

  it("stays the same object while nothing changes", () => {
    const known = peer({ ...verified, verified: true });
    expect(judged(known)).toBe(known);
    const unknown = peer();
    expect(judged(unknown)).toBe(unknown);
    expect(judged(peer({ fingerprint: null })).verified).toBe(false);
  });

  it("is remembered when it leaves, together with a warning, and unlike other state", () => {
    expect(isWorthRemembering({ verifiedFingerprint: "aa:bb", identityChanged: false })).toBe(true);
    expect(isWorthRemembering({ verifiedFingerprint: null, identityChanged: true })).toBe(true);
    expect(isWorthRemembering({ verifiedFingerprint: null, identityChanged: false })).toBe(false);
  });
});
