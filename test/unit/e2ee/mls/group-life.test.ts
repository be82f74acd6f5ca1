import { describe, expect, it } from "vitest";
import { type PresentPeer, text } from "../../../../src/e2ee/agreement/mls/peers.ts";
import {
  ann,
  cho,
  FakeGroup,
  groupId,
  identityKey,
  own,
  packageOf,
  self,
  setUp,
  zoe,
} from "./group-life-parts.ts";

const bytesOf = (value: string) => new TextEncoder().encode(value);
const otherId = (byte: number) => new Uint8Array(16).fill(byte);
/** Leaf 0 is Ann's, 1 is ours, 2 is Zoe's. */
const all = [1, own, 2];

describe("a peer that is announced", () => {
  it("gets its material at once when the group has its leaf already", async () => {
    const { life, entered, changed, inGroup, peers } = setUp();
    await inGroup(all);
    peers.add(cho, packageOf(ann));
    await life.announced(cho, text(identityKey(1)));
    expect(entered.mock.calls).toMatchObject([
      [{ newGroup: false, epoch: 3, size: 3, materials: new Map([[cho, bytesOf(`3 ${cho}`)]]) }],
    ]);
    expect(changed).toHaveBeenCalledOnce();
  });

  it("gets nothing without a leaf or a group", async () => {
    const { life, entered, changed, inGroup } = setUp();
    await life.announced(cho, text(identityKey(3)));
    await inGroup(all);
    await life.announced(cho, text(identityKey(3)));
    expect(entered).not.toHaveBeenCalled();
    expect(changed).toHaveBeenCalledOnce();
  });

  it("gets material beside another that announced the same identity key", async () => {
    const { entered, create, life, peers } = setUp();
    peers.add(cho, packageOf(ann));
    create.mockResolvedValueOnce(new FakeGroup(all, 3));
    await life.found();
    expect([...(entered.mock.lastCall?.[0].materials.keys() ?? [])]).toEqual([ann, cho, self, zoe]);
  });
});

describe("a group that a peer makes", () => {
  it("has a random id and a new key package, and is entered", async () => {
    const { life, create, packages, randomBytes, entered, steps, proofs, changed } = setUp();
    const group = new FakeGroup([own], 0);
    create.mockResolvedValueOnce(group);
    await life.found();
    expect(packages.fresh.mock.calls).toEqual([[null]]);
    expect(randomBytes.mock.calls).toEqual([[16]]);
    expect(create.mock.calls).toEqual([["algorithms", otherId(4), "our package"]]);
    expect(life.current).toBe(group);
    expect(entered.mock.calls).toEqual([
      [
        {
          newGroup: true,
          added: true,
          epoch: 0,
          materials: new Map([[self, bytesOf(`0 ${self}`)]]),
          authenticator: Uint8Array.of(9),
          size: 1,
        },
      ],
    ]);
    expect(proofs.entered.mock.calls).toEqual([[group, self]]);
    expect(steps).toEqual(["proofs entered", "entered"]);
    expect(changed).toHaveBeenCalledOnce();
  });

  it("ends the search for a group, and the memory of earlier epochs", async () => {
    const { life, findingBack, now, inGroup, commit } = setUp();
    const group = await inGroup(all);
    await commit(group, { content: { sender: 0, added: [], removed: [2] }, next: group.after([1, own]) });
    findingBack.lose(now());
    await inGroup(all, 9);
    expect(findingBack.isLost).toBe(false);
    group.receive.mockClear();
    expect(await commit(group, "not-allowed")).toBe("done");
    expect(group.receive).not.toHaveBeenCalled();
    expect(life.current?.epoch).toBe(9);
  });
});

describe("the members of a group", () => {
  it("are the peers that have a leaf", async () => {
    const { life, inGroup } = setUp();
    expect(life.members).toEqual([]);
    await inGroup([own, 2]);
    expect(life.members.map(({ connectionId }) => connectionId)).toEqual([zoe]);
  });

  it("are none after the end", async () => {
    const { life, inGroup, commit } = setUp();
    const group = await inGroup(all);
    life.close();
    expect(life.current).toBeNull();
    expect(life.members).toEqual([]);
    expect(await commit(group, "not-allowed")).toBe("behind");
  });

  it("get keys when they are known, and all leaves count", async () => {
    const { entered, welcome, peers, now } = setUp();
    peers.remove(zoe, now());
    expect(await welcome(new FakeGroup(all))).toBe("done");
    const [{ materials, size }] = entered.mock.lastCall ?? expect.fail("no epoch");
    expect([...materials]).toEqual([
      [ann, bytesOf(`3 ${ann}`)],
      [self, bytesOf(`3 ${self}`)],
    ]);
    expect(size).toBe(3);
  });
});

describe("a peer that is heard in the group", () => {
  /** Ann asked, and was added 400 ms ago. */
  async function asked() {
    const test = setUp();
    test.pace.observe(100);
    await test.inGroup(all);
    Object.assign(test.peer(ann), { requested: packageOf(ann, 1), addedAt: test.now() });
    test.pass(400);
    return test;
  }

  it("needs no further addition, and shows how long messages take", async () => {
    const { life, peer, pace } = await asked();
    life.heardIn(groupId, peer(ann));
    expect(peer(ann)).toMatchObject({ requested: null, addedAt: null });
    expect(pace.lag).toBe(200);
  });

  it("shows nothing about the time when it was not added just now", async () => {
    const { life, peer, pace } = await asked();
    peer(ann).addedAt = null;
    life.heardIn(groupId, peer(ann));
    expect(peer(ann).requested).toBeNull();
    expect(pace.lag).toBe(100);
  });

  it("still waits when it is heard in another group, or without a group", async () => {
    const { life, peer } = await asked();
    life.heardIn(otherId(8), peer(ann));
    expect(peer(ann).requested).not.toBeNull();
    life.close();
    life.heardIn(groupId, peer(ann));
    expect(peer(ann).requested).not.toBeNull();
    expect(peer(ann).addedAt).not.toBeNull();
  });
});

describe("a welcome", () => {
  it("leads into its group", async () => {
    const { life, welcome, packages, entered, steps, now } = setUp();
    const group = new FakeGroup(all);
    expect(await welcome(group)).toBe("done");
    expect(packages.open.mock.calls).toEqual([
      [Uint8Array.of(5), now(), Uint8Array.of(0, 0, 5), expect.any(Function)],
    ]);
    expect(life.current).toBe(group);
    expect(entered.mock.lastCall).toMatchObject([{ newGroup: true, added: true, epoch: 3 }]);
    expect(steps).toEqual(["proofs entered", "entered", "own proof"]);
  });

  it.each([
    ["that is damaged", new FakeGroup(all), Uint8Array.of(0)],
    ["for a key package that is not ours", null, Uint8Array.of(0, 0, 5)],
  ])("%s is refused", async (_what, group, payload) => {
    const { life, welcome } = setUp();
    expect(await welcome(group, payload)).toMatchObject({ name: "SoraE2EEError", code: "invalid-message" });
    expect(life.current).toBeNull();
  });

  it("from a peer without a leaf is refused", async () => {
    const { life, welcome } = setUp();
    expect(await welcome(new FakeGroup([2, own]))).toMatchObject({ code: "forged-sender" });
    expect(life.current).toBeNull();
  });

  it("waits for the notification about a member that is unknown", async () => {
    const { life, welcome } = setUp();
    expect(await welcome(new FakeGroup([1, own, 3]))).toBe("presence");
    expect(life.current).toBeNull();
  });

  it("may have a member that left less than 10 s ago, but not one that left before", async () => {
    const { welcome, peers, now, pass } = setUp();
    peers.remove(zoe, now());
    pass(10_000);
    expect(await welcome(new FakeGroup(all))).toBe("presence");
    const soon = setUp();
    soon.peers.remove(zoe, soon.now());
    soon.pass(9_999);
    expect(await soon.welcome(new FakeGroup(all))).toBe("done");
  });

  it("does not lead back to a member that left and whose leaf was removed", async () => {
    const { life, inGroup, welcome, peers, now } = setUp();
    peers.remove(zoe, now());
    const ours = await inGroup([1, own]);
    expect(await welcome(new FakeGroup(all, 5))).toBe("presence");
    expect(life.current).toBe(ours);
  });

  it.each([
    ["an earlier epoch", 3, groupId, "done", false],
    ["a later epoch", 5, groupId, "done", true],
    ["a group with a higher id", 5, otherId(8), "done", false],
    ["a group with a lower id", 5, otherId(6), "done", true],
  ])("to %s, beside the group that we are in", async (_what, epoch, id, outcome, follows) => {
    const { life, inGroup, welcome, entered, pace } = setUp();
    pace.observe(100);
    const ours = await inGroup(all, 4);
    const theirs = new FakeGroup(all, epoch, id);
    expect(await welcome(theirs)).toBe(outcome);
    expect(life.current).toBe(follows ? theirs : ours);
    if (follows) expect(entered.mock.lastCall).toMatchObject([{ newGroup: id !== groupId }]);
    // We were in a group, so this says nothing about the time that messages take.
    expect(pace.lag).toBe(100);
  });

  it("leads out of a group that we cannot follow", async () => {
    const { life, inGroup, welcome, findingBack, now } = setUp();
    await inGroup(all, 4);
    findingBack.lose(now());
    const theirs = new FakeGroup(all, 5, otherId(8));
    expect(await welcome(theirs)).toBe("done");
    expect(life.current).toBe(theirs);
    expect(findingBack.isLost).toBe(false);
  });

  it("shows a peer without a group how long messages take", async () => {
    const { welcome, findingBack, pass, now, pace } = setUp();
    findingBack.begin(now());
    pass(1_300);
    await welcome(new FakeGroup(all));
    expect(pace.lag).toBe(1_000);
  });

  it("ends the memory of earlier epochs", async () => {
    const { inGroup, commit, welcome } = setUp();
    const group = await inGroup(all);
    const next = group.after([1, own]);
    await commit(group, { content: { sender: 0, added: [], removed: [2] }, next }, ann);
    await welcome(new FakeGroup(all, 8));
    group.receive.mockClear();
    expect(await commit(group, "not-allowed")).toBe("done");
    expect(group.receive).not.toHaveBeenCalled();
  });

  it("answers the requests of its members, and of no others", async () => {
    const { welcome, peer, peers } = setUp();
    peers.add(cho, packageOf(cho));
    for (const id of [ann, cho, zoe]) peer(id).requested = packageOf(id, 1);
    await welcome(new FakeGroup(all));
    expect([ann, cho, zoe].map((id) => peer(id).hasAsked)).toEqual([false, true, false]);
  });

  it("brings proofs, which are for the peers with these identity keys", async () => {
    const { welcome, proofs } = setUp();
    const group = new FakeGroup(all);
    const signature = new Uint8Array(64).fill(6);
    await welcome(group, Uint8Array.of(0, 1, 0, 0, 0, 2, ...signature, 5));
    const namesOf = (list: readonly PresentPeer[]) => list.map(({ connectionId }) => connectionId);
    const [offered, entries, peersOf] = proofs.offer.mock.lastCall ?? [];
    expect(offered).toBe(group);
    expect(entries).toEqual([{ leaf: 2, signature }]);
    expect([1, 2, 3].map((byte) => namesOf(peersOf(identityKey(byte))))).toEqual([[ann], [zoe], []]);
  });
});
