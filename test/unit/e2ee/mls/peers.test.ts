import { describe, expect, it } from "vitest";
import type { PeerKeyPackage } from "../../../../src/e2ee/agreement/mls/group.ts";
import { MlsPeers, type PresentPeer, text } from "../../../../src/e2ee/agreement/mls/peers.ts";

/** A key package with these bytes. Only the bytes and the identity key matter here. */
const card = (key: number, bytes = key): PeerKeyPackage =>
  ({ identityKey: Uint8Array.of(key), bytes: Uint8Array.of(bytes >> 8, bytes) }) as PeerKeyPackage;
const nameOf = ({ bytes }: PeerKeyPackage) => text(bytes);
const keyOf = (key: number) => text(Uint8Array.of(key));

function added(peers: MlsPeers, connectionId: string, key: number): PresentPeer {
  expect(peers.add(connectionId, card(key))).toBe(true);
  const peer = peers.find(connectionId);
  if (peer === undefined) throw new Error("The peer was not added.");
  return peer;
}

describe("the peers of a channel", () => {
  it("are found by connection id and by identity key while they are present", () => {
    const peers = new MlsPeers();
    const ann = added(peers, "ann", 1);
    expect(peers.byKey(keyOf(1))).toBe(ann);
    expect(peers.all).toEqual([ann]);
    peers.remove("ann", 0);
    expect([peers.find("ann"), peers.byKey(keyOf(1)), peers.all]).toEqual([undefined, undefined, []]);
  });

  it("have one key package each", () => {
    const peers = new MlsPeers();
    added(peers, "ann", 1);
    expect(peers.add("ann", card(2))).toBe(false);
    expect([peers.size, peers.byKey(keyOf(2))]).toEqual([1, undefined]);
  });

  it("may announce the same identity key until one of them has proved it, which keeps the key", () => {
    const peers = new MlsPeers();
    const eve = added(peers, "eve", 1);
    const ann = added(peers, "ann", 1);
    peers.request(eve, card(1, 300), 0);
    expect(peers.all).toEqual([eve, ann]);
    expect(peers.allByKey(keyOf(1))).toEqual([eve, ann]);
    expect(peers.byKey(keyOf(1))).toBe(eve);
    expect(peers.proved(ann)).toEqual(["eve"]);
    expect([peers.all, peers.allByKey(keyOf(1))]).toEqual([[ann], [ann]]);
    expect(peers.hasRequested(eve, 1)).toBe(false);
    expect(peers.add("eve", card(1))).toBe(false);
    expect(peers.proved(ann)).toEqual([]);
    expect(peers.all).toEqual([ann]);
  });

  it("are not gone while another one that announced the same identity key stays", () => {
    const peers = new MlsPeers();
    added(peers, "eve", 1);
    const ann = added(peers, "ann", 1);
    peers.remove("eve", 0);
    expect([peers.byKey(keyOf(1)), peers.isGone(keyOf(1), 0), peers.size]).toEqual([ann, false, 1]);
    peers.remove("ann", 0);
    expect([peers.byKey(keyOf(1)), peers.isGone(keyOf(1), 0)]).toEqual([undefined, true]);
  });

  it("are gone for 10 s after they left, and count for as long, unless they return", () => {
    const peers = new MlsPeers();
    added(peers, "ann", 1);
    added(peers, "ben", 2);
    expect(peers.isGone(keyOf(1), 0)).toBe(false);
    peers.remove("ann", 1000);
    peers.remove("nobody", 1000);
    expect([peers.isGone(keyOf(1), 10_999), peers.isGone(keyOf(1), 11_000)]).toEqual([true, false]);
    expect(peers.size).toBe(2);
    peers.remove("ben", 10_999);
    expect(peers.size, "both left within the last 10 s").toBe(2);
    added(peers, "ben", 2);
    expect([peers.isGone(keyOf(2), 10_999), peers.size]).toEqual([false, 2]);
    peers.remove("ben", 11_000);
    expect(peers.size, "the first one left 10 s ago").toBe(1);
  });
});

describe("a request of a peer to be added again", () => {
  it("is followed with its key package, once every 1.5 s and more slowly after five in a minute", () => {
    const peers = new MlsPeers();
    const ann = added(peers, "ann", 1);
    const followed: number[] = [];
    for (let now = 0, n = 0; now < 59_000; now += 500, n++) {
      peers.request(ann, card(1, 300 + n), now);
      if (ann.requested !== null) followed.push(now);
      ann.requested = null;
    }
    const slow = Array.from({ length: 8 }, (_, i) => 15_000 + 6000 * i);
    expect(followed).toEqual([0, 1500, 3000, 4500, 6000, 9000, ...slow]);
  });

  it.each([
    [112_500, false],
    [112_501, true],
  ])("counts as before when the peer was quiet for a minute (%i)", (last, counts) => {
    const peers = new MlsPeers();
    const ann = added(peers, "ann", 1);
    const followed = (now: number, n: number) => {
      peers.request(ann, card(1, 300 + n), now);
      const is = ann.requested !== null;
      ann.requested = null;
      return is;
    };
    for (const [n, now] of [0, 1500, 3000, 4500, 6000, 9000, 15_000, 27_000, 51_000].entries())
      expect(followed(now, n)).toBe(true);
    expect(followed(111_001, 90)).toBe(true);
    expect(followed(last, 91)).toBe(counts);
  });

  it("replaces an earlier one that no commit has answered", () => {
    const peers = new MlsPeers();
    const ann = added(peers, "ann", 1);
    expect([ann.hasAsked, ann.keyPackage]).toEqual([false, ann.announced]);
    peers.request(ann, card(1, 300), 0);
    const newest = card(1, 301);
    expect(peers.request(ann, newest, 500)).toBe(true);
    expect([ann.hasAsked, ann.keyPackage]).toEqual([true, newest]);
  });

  it.each([
    [0, 2499, 2500],
    [700, 3899, 3900],
  ])(
    "does not count soon after we added the peer, because it may have crossed the welcome (messages take %i ms)",
    (lag, early, late) => {
      const peers = new MlsPeers();
      const [ann, ben] = [added(peers, "ann", 1), added(peers, "ben", 2)];
      for (const peer of [ann, ben]) peer.addedAt = 1000;
      const crossed = card(1, 300);
      expect(peers.request(ann, crossed, early, { lag })).toBe(true);
      expect(ann.hasAsked).toBe(false);
      expect(peers.isPackageOf(ann, nameOf(crossed), late), "another member may have followed it").toBe(true);
      peers.request(ben, card(2, 301), late, { lag });
      expect(ben.hasAsked).toBe(true);
    },
  );

  it("is refused with a key package that was used before", () => {
    const peers = new MlsPeers();
    const ann = added(peers, "ann", 1);
    expect(peers.request(ann, card(1, 300), 0)).toBe(true);
    for (let n = 1; n < 32; n++) peers.request(ann, card(1, 300 + n), n * 500);
    expect(peers.request(ann, card(1, 300), 99_000)).toBe(false);
    expect(peers.request(ann, card(1, 331), 99_000)).toBe(false);
  });

  it("may be answered when it comes less than 500 ms after another, but has no messages tried again at once", () => {
    const peers = new MlsPeers();
    const ann = added(peers, "ann", 1);
    const soon = card(1, 301);
    expect(peers.request(ann, card(1, 300), 1_000)).toBe(true);
    expect(peers.request(ann, soon, 1_499)).toBe(false);
    expect(peers.isPackageOf(ann, nameOf(soon), 1_499)).toBe(true);
    expect(ann.keyPackage).toBe(soon);
    expect(peers.request(ann, card(1, 302), 1_998)).toBe(false);
    expect(peers.request(ann, card(1, 303), 2_498)).toBe(true);
  });

  it("is not answered again when its key package is in the group, but may be in a commit", () => {
    const peers = new MlsPeers();
    const ann = added(peers, "ann", 1);
    const answered = card(1, 300);
    peers.request(ann, answered, 0, { isAnswered: true });
    expect(ann.hasAsked).toBe(false);
    expect(peers.isPackageOf(ann, nameOf(answered), 0)).toBe(true);
  });

  it("gives a peer with an unusable key package another chance", () => {
    const peers = new MlsPeers();
    const ann = added(peers, "ann", 1);
    ann.isUnusable = true;
    peers.request(ann, card(1, 300), 0, { isAnswered: true });
    expect(ann.isUnusable).toBe(true);
    peers.request(ann, card(1, 301), 0);
    expect(ann.isUnusable).toBe(false);
  });

  it("is known for 10 s, and so is its key package", () => {
    const peers = new MlsPeers();
    const ann = added(peers, "ann", 1);
    const fresh = card(1, 300);
    expect(peers.hasRequested(ann, 0)).toBe(false);
    expect(peers.isPackageOf(ann, nameOf(fresh), 0)).toBe(false);
    peers.request(ann, fresh, 1000);
    expect([peers.hasRequested(ann, 10_999), peers.hasRequested(ann, 11_000)]).toEqual([true, false]);
    expect(peers.isPackageOf(ann, nameOf(fresh), 10_999)).toBe(true);
    expect(peers.isPackageOf(ann, nameOf(fresh), 11_000)).toBe(false);
    expect(peers.isPackageOf(ann, nameOf(ann.announced), 99_000)).toBe(true);
    expect(peers.isPackageOf(ann, nameOf(card(1, 301)), 1000)).toBe(false);
  });

  it("is forgotten when the peer leaves", () => {
    const peers = new MlsPeers();
    const first = added(peers, "ann", 1);
    peers.request(first, card(1, 300), 0);
    peers.remove("ann", 1);
    const again = added(peers, "ann", 1);
    expect(peers.hasRequested(again, 2)).toBe(false);
    peers.request(again, card(1, 300), 2);
    expect(again.hasAsked).toBe(true);
  });
});

it("bytes of any number have a text of their own", () => {
  const bytes = Uint8Array.from({ length: 10_000 }, (_, i) => i % 251);
  expect(text(bytes)).toHaveLength(10_000);
  expect([...text(bytes)].every((letter, i) => letter.charCodeAt(0) === bytes[i])).toBe(true);
});
