import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { noIdentity } from "../../../src/protocol/identity.ts";
import type { PeerInfo } from "../../../src/protocol/types.ts";
import type { PeerFacts } from "../../../src/status.ts";
import { createCallStore } from "../../../src/store/call-store.ts";

const alice = "ALICE---------------------";
const info: PeerInfo = {
  connectionId: alice,
  clientId: null,
  bundleId: null,
  role: "sendrecv",
  participant: null,
  name: null,
  metadata: null,
};
const fingerprint = Array.from({ length: 32 }, (_, place) => (place + 16).toString(16)).join(":");
const safetyNumber = { digits: "12345".repeat(12), words: ["a"], emoji: [1] };
/** The same up to the last hex digit. */
const nearlyTheSame = `${fingerprint.slice(0, -1)}0`;

function setUp() {
  const { store, dispatch } = createCallStore("sendrecv");
  const observed = (facts: Partial<PeerFacts> = {}) => {
    const known: PeerFacts = {
      connectionId: alice,
      encryption: { status: "encrypted" },
      keyId: 0,
      fingerprint,
      safetyNumber,
      receivers: [],
      ...facts,
    };
    dispatch({ type: "facts", facts: { selfKeyId: 1, senders: [], peers: [known] } });
  };
  const joins = () => dispatch({ type: "peer-joined", peer: info });
  const leaves = () => dispatch({ type: "peer-left", connectionId: alice });
  const compares = (compared: string | typeof safetyNumber | null) =>
    dispatch({ type: "verify", connectionId: alice, compared });
  const reconnects = () => {
    dispatch({ type: "connection-lost" });
    dispatch({ type: "self-connected", connectionId: "me", clientId: null, present: [alice] });
    dispatch({ type: "peer-present", peer: info });
  };
  const peer = () => store.getState().peers[alice];
  joins();
  observed();
  return { observed, joins, leaves, compares, reconnects, dispatch, store, peer };
}

describe("a verification", () => {
  it.each([
    ["the fingerprint", fingerprint],
    ["the safety number", safetyNumber],
    ["the digits of the safety number", safetyNumber.digits],
  ])("is valid when %s was compared", (_what, compared) => {
    const { compares, peer } = setUp();
    compares(compared);
    expect(peer()).toMatchObject({ verified: true, verifiedFingerprint: fingerprint });
  });

  it.each<[string, string | typeof safetyNumber]>([
    ["another fingerprint that ends otherwise", nearlyTheSame],
    ["the first 8 characters of the fingerprint", fingerprint.slice(0, 8)],
    ["a longer text that begins with the fingerprint", `${fingerprint}:00`],
    ["a safety number that ends otherwise", { ...safetyNumber, digits: `${"12345".repeat(11)}12340` }],
    ["an empty text", ""],
  ])("is invalid for %s", (_what, compared) => {
    const { compares, peer } = setUp();
    compares(compared);
    expect(peer()).toMatchObject({ verified: false, verifiedFingerprint: null });
  });

  it("is invalid for a key that the peer had before the comparison ended", () => {
    const { compares, observed, peer } = setUp();
    observed({ fingerprint: "the server's", safetyNumber: { ...safetyNumber, digits: "9".repeat(60) } });
    compares(fingerprint);
    compares(safetyNumber);
    expect(peer()).toMatchObject({ verified: false, identityChanged: false });
  });

  it("is invalid for a peer without a known identity, or one that left", () => {
    const { compares, dispatch, leaves, joins, peer, store } = setUp();
    leaves();
    compares(fingerprint);
    expect(store.getState().peers).toEqual({});
    joins();
    compares(fingerprint);
    expect(peer()?.verified).toBe(false);
    dispatch({ type: "verify", connectionId: "nobody", compared: fingerprint });
    expect(Object.keys(store.getState().peers)).toEqual([alice]);
  });

  it("stays valid for new keys of the same identity", () => {
    const { compares, observed, peer } = setUp();
    compares(fingerprint);
    observed({ keyId: 5 });
    expect(peer()?.verified).toBe(true);
  });

  it("is replaced by a warning when only the last character of the fingerprint changes", () => {
    const { compares, observed, peer } = setUp();
    compares(fingerprint);
    observed({ fingerprint: nearlyTheSame });
    expect(peer()).toMatchObject({ verified: false, identityChanged: true });
  });

  it("is shown only while a key of the verified identity is in use", () => {
    const { compares, observed, reconnects, dispatch, peer } = setUp();
    compares(fingerprint);
    dispatch({ type: "connection-lost" });
    expect(peer()?.verified).toBe(false);
    reconnects();
    expect(peer()?.verified).toBe(false);
    observed({ fingerprint: null });
    expect(peer()?.verified).toBe(false);
    observed({ encryption: { status: "exchanging" } });
    expect(peer()?.verified).toBe(false);
    observed({ encryption: { status: "failing", reason: "no-key" } });
    expect(peer()?.verified).toBe(false);
    observed();
    expect(peer()).toMatchObject({ verified: true, identityChanged: false });
  });

  it("is replaced by a warning when the peer stops announcing keys", () => {
    const { compares, observed, reconnects, peer } = setUp();
    compares(fingerprint);
    reconnects();
    observed({ encryption: { status: "unprotected" }, keyId: null, fingerprint: null, safetyNumber: null });
    expect(peer()).toMatchObject({ verified: false, identityChanged: true, fingerprint: null });
    observed();
    expect(peer()).toMatchObject({ verified: false, identityChanged: true });
  });

  it("returns when the peer returns with the verified key, and becomes a warning with another key", () => {
    const { compares, observed, joins, leaves, peer } = setUp();
    compares(fingerprint);
    leaves();
    joins();
    expect(peer()?.verified).toBe(false);
    observed();
    expect(peer()).toMatchObject({ verified: true, identityChanged: false });
    leaves();
    joins();
    observed({ fingerprint: "the server's" });
    expect(peer()).toMatchObject({ verified: false, identityChanged: true });
  });

  it("of a peer that left stays while others come and go with a warning about their contact", () => {
    const { compares, dispatch, leaves, store } = setUp();
    compares(fingerprint);
    leaves();
    const key = "k";
    for (let place = 0; place < 1_005; place++) {
      const connectionId = `PEER${place}`.padEnd(26, "-");
      dispatch({ type: "peer-joined", peer: { ...info, connectionId } });
      const proven = { status: "proven", publicKey: "", purpose: "camera", confirmed: true } as const;
      const facts: PeerFacts = {
        ...{ connectionId, encryption: { status: "encrypted" }, keyId: 0, fingerprint, safetyNumber },
        ...{ receivers: [], statement: { ...proven, key, vouch: null } },
      };
      dispatch({ type: "facts", facts: { selfKeyId: 1, senders: [], peers: [facts] } });
      const identity = { ...noIdentity, status: "changed", key, previousVerifiedAt: 1 } as const;
      dispatch({ type: "identity", connectionId, identity });
      dispatch({ type: "peer-left", connectionId });
    }
    const { departed } = store.getState();
    expect(Object.keys(departed)).toHaveLength(1_000);
    expect(departed[alice]).toMatchObject({ verifiedFingerprint: fingerprint });
    expect(departed["PEER1004------------------"]).toMatchObject({ identityChanged: true });
  });

  it("ends with the call", () => {
    const { compares, dispatch, leaves, store } = setUp();
    compares(fingerprint);
    leaves();
    expect(store.getState().departed[alice]).toBeDefined();
    dispatch({ type: "reset" });
    expect(store.getState().departed).toEqual({});
  });

  it("is logged once for the answer and once for the change, not for reconnects", () => {
    const { compares, observed, reconnects, store } = setUp();
    const told = () =>
      store.getState().log.flatMap(({ kind, detail }) => (kind === "verified" ? [detail] : []));
    compares(fingerprint);
    reconnects();
    observed();
    expect(told()).toEqual(["verified"]);
    observed({ fingerprint: "the server's" });
    compares("the server's");
    compares(null);
    expect(told()).toEqual(["verified", "changed", "verified", "unverified"]);
  });
});

describe("the warning of a changed identity", () => {
  type Act = (call: ReturnType<typeof setUp>) => void;
  /** All events that a server can cause. */
  const serverActs: readonly Act[] = [
    ({ joins }) => joins(),
    ({ leaves }) => leaves(),
    ({ reconnects }) => reconnects(),
    ({ observed }) => observed(),
    ({ observed }) => observed({ fingerprint: "the server's" }),
    ({ observed }) => observed({ fingerprint: null, encryption: { status: "exchanging" } }),
    ({ observed }) => observed({ fingerprint: null, encryption: { status: "unprotected" } }),
    ({ dispatch }) => dispatch({ type: "self-connected", connectionId: "me", clientId: null, present: [] }),
  ];

  it("stays after any server event, until a person answers", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...serverActs), { maxLength: 20 }), (acts) => {
        const call = setUp();
        call.compares(fingerprint);
        call.observed({ fingerprint: "the server's" });
        for (const act of acts) act(call);
        call.joins();
        expect(call.peer()).toMatchObject({ verified: false, identityChanged: true });
      }),
    );
  });

  it("ends when the new key is compared, or when the old key returns", () => {
    for (const answer of ["the server's", null]) {
      const { compares, observed, peer } = setUp();
      compares(fingerprint);
      observed({ fingerprint: "the server's" });
      compares(answer);
      expect(peer()).toMatchObject({ verified: answer !== null, identityChanged: false });
    }
  });
});
