import { describe, expect, test, vi } from "vitest";
import type { Curves, X25519KeyPair } from "../../../src/e2ee/agreement/crypto/curves.ts";
import { nativeEd25519, nativeX25519 } from "../../../src/e2ee/agreement/crypto/native.ts";
import {
  type Candidate,
  createPeer,
  dropCandidates,
  type Peer,
  replaceMaterial,
  replaceState,
  sendingSession,
  wipePeer,
} from "../../../src/e2ee/agreement/double-ratchet/peer.ts";
import { createRandomness } from "../../../src/e2ee/agreement/double-ratchet/randomness.ts";
import type { RatchetState } from "../../../src/e2ee/agreement/double-ratchet/ratchet-state.ts";
import {
  copyMaterial,
  createSelf,
  nextKeyId,
  nextOwnKeyId,
  reachablePeers,
  requireStarted,
  selfMaterial,
  wipeSelf,
} from "../../../src/e2ee/agreement/double-ratchet/self.ts";
import { failsWith } from "./support/attacks.ts";
import { connectionId } from "./support/bytes.ts";

type Bytes = Uint8Array<ArrayBuffer>;

const filled = (byte: number): Bytes => new Uint8Array(32).fill(byte);
const isZero = (bytes: Uint8Array) => bytes.every((byte) => byte === 0);

function state(
  byte: number,
  given: Partial<RatchetState> = {},
): RatchetState & { readonly wiped: () => boolean } {
  const wipe = vi.fn();
  const pair: X25519KeyPair = { publicKey: filled(byte), agree: async () => filled(byte), wipe };
  return {
    associatedData: new Uint8Array(64),
    root: filled(byte),
    pair,
    remoteKey: filled(byte),
    send: { key: filled(byte), count: 0 },
    receive: { key: filled(byte), count: 0 },
    previousCount: 0,
    skipped: [{ ratchetKey: filled(byte), count: 0, seed: filled(byte) }],
    ...given,
    wiped: () => wipe.mock.calls.length > 0,
  };
}

const secrets = ({ root, send, receive, skipped }: RatchetState): Bytes[] => [
  root,
  ...(send ? [send.key] : []),
  ...(receive ? [receive.key] : []),
  ...skipped.map(({ seed }) => seed),
];
const isWiped = (given: ReturnType<typeof state>) => given.wiped() && secrets(given).every(isZero);

function aPeer(name: string, given: Partial<Peer> = {}): Peer {
  const keys = { identityKey: filled(1), agreementKey: filled(1), signedPreKey: filled(1), fingerprint: "f" };
  return Object.assign(createPeer(connectionId(name), keys), given);
}
const own = (of: RatchetState) => ({ state: of, unanswered: null });
const theirs = (of: RatchetState) => ({
  state: of,
  unanswered: null,
  missesAnswer: false,
  ephemeralKey: filled(2),
});
const candidate = (of: RatchetState | null): Candidate => ({
  ephemeralKey: filled(3),
  state: of && Promise.resolve(of),
});

describe("the memory of a peer that was removed", () => {
  test("has no secrets left: both sessions, the waiting handshakes and the material are wiped", async () => {
    const [a, b, c] = [state(1), state(2), state(3)];
    const material = { keyId: 1, secretKeyMaterial: filled(9) };
    const failed = { ephemeralKey: filled(3), state: Promise.reject(new Error("no")) };
    const leaver = aPeer("alice", {
      own: own(a),
      theirs: theirs(b),
      candidates: [candidate(c), candidate(null), failed],
      material,
    });
    wipePeer(leaver);
    await Promise.resolve();
    expect([isWiped(a), isWiped(b), isWiped(c), isZero(material.secretKeyMaterial)]).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect(leaver.candidates).toEqual([]);
    expect(() => wipePeer(aPeer("bob"))).not.toThrow();
  });

  test("keeps only the handshake that became its session", async () => {
    const [kept, dropped] = [state(1), state(2)];
    const genuine = candidate(kept);
    const joiner = aPeer("alice", { candidates: [candidate(dropped), genuine] });
    dropCandidates(joiner, genuine);
    await Promise.resolve();
    expect([isWiped(kept), kept.wiped(), isWiped(dropped)]).toEqual([false, false, true]);
    expect(joiner.candidates).toEqual([]);
  });

  test("has neither the old state of a session nor the old material", () => {
    const before = state(1);
    const after = { ...before, send: { key: filled(5), count: 1 } };
    const session = own(before);
    replaceState(session, after);
    expect(session.state).toBe(after);
    expect(isZero(before.send?.key as Bytes)).toBe(true);
    expect(secrets(after).some(isZero)).toBe(false);
    expect(before.wiped()).toBe(false);

    const peer = aPeer("alice");
    const [first, second] = [1, 2].map((byte) => ({ keyId: byte, secretKeyMaterial: filled(byte) }));
    if (!first || !second) throw new Error("no materials");
    replaceMaterial(peer, first);
    replaceMaterial(peer, second);
    expect(peer.material).toBe(second);
    expect([isZero(first.secretKeyMaterial), isZero(second.secretKeyMaterial)]).toEqual([true, false]);
  });
});

describe("the session that is used to send to a peer", () => {
  test("is the one that the peer opened, before ours, and none without a send chain", () => {
    const [ours, its] = [own(state(1)), theirs(state(2))];
    expect(sendingSession(aPeer("a", { own: ours, theirs: its }))).toBe(its);
    expect(sendingSession(aPeer("a", { own: ours }))).toBe(ours);
    expect(sendingSession(aPeer("a"))).toBeNull();
    expect(sendingSession(aPeer("a", { own: own(state(1, { send: null })) }))).toBeNull();
  });
});

describe("our own key pairs", () => {
  const curves: Curves = { x25519: nativeX25519, ed25519: nativeEd25519 };
  const make = (randomBytes?: (length: 32) => Uint8Array) =>
    createSelf(curves, createRandomness(nativeX25519, randomBytes));

  test("are wiped together with all values that depend on them", async () => {
    const self = await make();
    const wipes = [vi.spyOn(self.signer, "wipe"), vi.spyOn(self.identity, "wipe")];
    const session = state(1);
    self.peers.set("a", aPeer("a", { own: own(session) }));
    const { secretKeyMaterial } = self.material;
    wipeSelf(self);
    for (const wipe of wipes) expect(wipe).toHaveBeenCalledTimes(1);
    expect([isWiped(session), isZero(secretKeyMaterial), self.peers.size]).toEqual([true, true, 0]);
  });

  test("come from random bytes that are cleared, except for the material", async () => {
    const drawn: Uint8Array[] = [];
    const digests: Uint8Array[] = [];
    const digest = crypto.subtle.digest.bind(crypto.subtle);
    vi.spyOn(crypto.subtle, "digest").mockImplementation(async (name, data) => {
      if (name === "SHA-512") digests.push(data as Uint8Array);
      return digest(name, data);
    });
    const self = await make((length) => {
      const bytes = new Uint8Array(length).fill(drawn.length + 1);
      drawn.push(bytes);
      return bytes;
    });
    vi.restoreAllMocks();
    expect(drawn).toHaveLength(3);
    expect(self.material).toEqual({ keyId: 0, secretKeyMaterial: filled(1) });
    expect(digests).toHaveLength(1);
    expect(digests.every(isZero)).toBe(true);
  });

  test("include a signed pre-key that sessions never wipe, because other peers start with it", async () => {
    const self = await make(() => filled(7));
    const other = await nativeX25519.generate();
    self.signedPreKey.wipe();
    expect(await self.signedPreKey.agree(other.publicKey)).toEqual(
      await other.agree(self.signedPreKey.publicKey),
    );
  });

  test("are returned as copies", async () => {
    const self = await make();
    const { selfKeyId, selfSecretKeyMaterial } = selfMaterial(self);
    expect([selfKeyId, selfSecretKeyMaterial]).toEqual([0, self.material.secretKeyMaterial]);
    expect(selfSecretKeyMaterial).not.toBe(self.material.secretKeyMaterial);
    const held = { keyId: 4, secretKeyMaterial: filled(4) };
    expect(copyMaterial(held)).toEqual(held);
    expect(copyMaterial(held).secretKeyMaterial).not.toBe(held.secretKeyMaterial);
  });

  test("have ids up to 2^32 - 1, and cannot be renewed afterwards", async () => {
    expect([nextKeyId(0), nextKeyId(2 ** 32 - 2), nextKeyId(2 ** 32 - 1)]).toEqual([1, 2 ** 32 - 1, null]);
    const self = await make();
    expect(nextOwnKeyId(self)).toBe(1);
    self.material = { ...self.material, keyId: 2 ** 32 - 1 };
    expect(() => nextOwnKeyId(self)).toThrow(failsWith("key-exhausted"));
  });

  test("cannot be used for messages before they have a connection id", async () => {
    const self = await make();
    expect(() => requireStarted(self)).toThrow(failsWith("invalid-state"));
    self.connectionId = connectionId("me");
    expect(() => requireStarted(self)).not.toThrow();
  });

  test("are announced to the peers with a send chain, sorted by connection id", async () => {
    const self = await make();
    for (const name of ["carol", "alice", "bob"]) {
      self.peers.set(name, aPeer(name, { own: own(state(1)) }));
    }
    self.peers.set("dave", aPeer("dave", { own: own(state(1, { send: null })) }));
    expect(reachablePeers(self).map((each) => each.connectionId)).toEqual(
      ["alice", "bob", "carol"].map(connectionId),
    );
  });
});
