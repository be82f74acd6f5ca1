import { describe, expect, it } from "vitest";
import { added, ann, cho, type FakeGroup, own, packageOf, setUp, zoe } from "./group-life-parts.ts";

/** Leaf 0 is Ann's, 1 is ours, 2 is Zoe's. */
const all = [1, own, 2];
type Test = ReturnType<typeof setUp>;

/** A change that is right for this sender: it removes the leaf of a peer that is not present. */
const removal = (base: FakeGroup, sender = 0, leaf = 3) => ({
  content: { sender, added: [], removed: [leaf] },
  next: base.after(base.leaves.map(({ identityKey: [byte = 0] }) => byte)),
});

/** We are in a group with Ann, Zoe, and others. By default, that is one that is gone. */
async function inGroup(others: readonly number[] = [9]) {
  const test = setUp();
  return { ...test, group: await test.inGroup([...all, ...others]) };
}

/** Follows a commit of Ann's, and returns the group after it. */
async function follow(test: Test, group: FakeGroup, sender = 0, from = ann): Promise<FakeGroup> {
  const made = removal(group, sender);
  expect(await test.commit(group, made, from)).toBe("done");
  expect(test.life.current).toBe(made.next);
  return made.next;
}

describe("a commit", () => {
  it("leads into the next epoch", async () => {
    const test = await inGroup();
    const { group, entered, changed, findingBack, now } = test;
    findingBack.lose(now());
    await follow(test, group);
    expect(group.receive.mock.lastCall?.[0]).toEqual(Uint8Array.of(5));
    expect(entered.mock.calls).toMatchObject([[{ newGroup: false, added: false, epoch: 4, size: 4 }]]);
    expect(changed).toHaveBeenCalledOnce();
    expect(findingBack.isLost).toBe(false);
  });

  it("waits without a group, in another group, and when it is for a later epoch", async () => {
    const { commit, group, life } = await inGroup();
    expect(await commit(group, "not-allowed", ann, { epoch: 4 })).toBe("behind");
    expect(await commit(group, "not-allowed", ann, { groupId: new Uint8Array(16) })).toBe("behind");
    const without = setUp();
    expect(await without.commit(group, "not-allowed")).toBe("behind");
    expect(group.receive).not.toHaveBeenCalled();
    expect(life.current).toBe(group);
  });

  it("for an epoch that is not remembered is over", async () => {
    const { commit, group } = await inGroup();
    expect(await commit(group, "not-allowed", ann, { epoch: 2 })).toBe("done");
    expect(group.receive).not.toHaveBeenCalled();
  });

  it("is refused when its sender is not in the group", async () => {
    const { commit, group, peers } = await inGroup();
    peers.add(cho, packageOf(cho));
    expect(await commit(group, removal(group), cho)).toMatchObject({ code: "forged-sender" });
    expect(group.receive).not.toHaveBeenCalled();
  });

  it.each([
    ["cannot-open", "behind"],
    ["not-allowed", { name: "SoraE2EEError", code: "invalid-message" }],
  ] as const)("that is %s has no effect", async (arrives, outcome) => {
    const { commit, group, life, entered } = await inGroup();
    expect([await commit(group, arrives)]).toMatchObject([outcome]);
    expect(life.current).toBe(group);
    expect(entered).not.toHaveBeenCalled();
  });

  it.each([
    ["with a change that nothing justifies yet", { removed: [2] }, "presence"],
    ["that removes us", { removed: [1] }, "behind"],
    ["that another leaf made", { sender: 2, removed: [3] }, { code: "forged-sender" }],
    ["that removes an empty leaf", { removed: [7] }, { code: "invalid-message" }],
    ["without changes", {}, { code: "invalid-message" }],
    ["that adds a peer that is not present", { added: [added(cho)] }, "presence"],
    ["that adds a peer with a key package that is not its own", { added: [added(ann, 8)] }, "presence"],
  ])("%s has no effect", async (_what, change, outcome) => {
    const { commit, group, life } = await inGroup();
    const content = { sender: 0, added: [], removed: [], ...change };
    expect([await commit(group, { content, next: group })]).toMatchObject([outcome]);
    expect(life.current).toBe(group);
  });

  it("may add a peer that is present, and it notes that", async () => {
    const { commit, group, peers, life, entered } = await inGroup([]);
    peers.add(cho, packageOf(cho));
    const next = group.after([...all, 3]);
    expect(await commit(group, { content: { sender: 0, added: [added(cho)], removed: [] }, next })).toBe(
      "done",
    );
    expect(life.current).toBe(next);
    expect(entered.mock.lastCall).toMatchObject([{ added: true }]);
  });

  it("may leave a peer in the group that left less than 10 s ago", async () => {
    const { commit, group, peers, now, pass } = await inGroup([3, 9]);
    peers.add(cho, packageOf(cho));
    peers.remove(cho, now());
    const made = removal(group, 0, 4);
    pass(10_000);
    expect(await commit(group, made)).toBe("presence");
    pass(-1);
    expect(await commit(group, made)).toBe("done");
  });
});

describe("a peer that asked to be added again", () => {
  /** Zoe's package with the number 1 is the one that she asked with. */
  async function asked() {
    const test = await inGroup([]);
    expect(test.peers.request(test.peer(zoe), packageOf(zoe, 1), test.now())).toBe(true);
    const next = test.group.after(all);
    const content = (number: number) => ({ sender: 0, added: [added(zoe, number)], removed: [2] });
    return { ...test, again: (number: number) => ({ content: content(number), next }) };
  }

  it("is removed and added in one commit, and needs no further one", async () => {
    const { commit, group, again, peer } = await asked();
    expect(await commit(group, again(1))).toBe("done");
    expect(peer(zoe).hasAsked).toBe(false);
  });

  it("still needs a commit after one with another key package of it", async () => {
    const { commit, group, again, peer } = await asked();
    expect(await commit(group, again(0))).toBe("done");
    expect(peer(zoe).hasAsked).toBe(true);
  });

  it("may be removed and added for 10 s", async () => {
    const soon = await asked();
    soon.pass(9_999);
    expect(await soon.commit(soon.group, soon.again(1))).toBe("done");
    const late = await asked();
    late.pass(10_000);
    expect(await late.commit(late.group, late.again(1))).toBe("presence");
  });

  it("is in the group when its own commit arrives", async () => {
    const test = await inGroup();
    const { peer, group } = test;
    for (const connectionId of [ann, zoe]) peer(connectionId).requested = packageOf(connectionId, 1);
    await follow(test, group);
    expect([ann, zoe].map((connectionId) => peer(connectionId).hasAsked)).toEqual([false, true]);
  });
});

describe("the time that messages take", () => {
  /** A peer is missing, and 1,300 ms pass before a commit. */
  async function missing() {
    const test = await inGroup();
    test.pace.observe(100);
    test.life.commitAt();
    test.pass(1_300);
    return test;
  }

  it("is seen when the commit of the first leaf arrives later than it was due", async () => {
    const test = await missing();
    await follow(test, test.group);
    expect(test.pace.lag).toBe(1_000);
  });

  it("is not seen in the commit of a later leaf", async () => {
    const test = await missing();
    await follow(test, test.group, 2, zoe);
    expect(test.pace.lag).toBe(100);
  });

  it("is not seen in a commit for changes that we do not know", async () => {
    const test = await inGroup();
    test.pace.observe(100);
    test.pass(1_300);
    await follow(test, test.group);
    expect(test.pace.lag).toBe(100);
  });

  it("counts for an earlier epoch from the change that was missing there", async () => {
    const test = await missing();
    await follow(test, test.group, 2, zoe);
    test.pass(200);
    await follow(test, test.group);
    expect(test.pace.lag).toBe(1_200);
  });
});

describe("two commits for one epoch", () => {
  it("lead into the group of the lower leaf", async () => {
    const test = await inGroup();
    await follow(test, test.group, 2, zoe);
    await follow(test, test.group, 0, ann);
  });

  it("are decided for all earlier epochs that are remembered", async () => {
    const test = await inGroup();
    const second = await follow(test, test.group, 2, zoe);
    const third = await follow(test, second, 2, zoe);
    const other = await follow(test, test.group, 0, ann);
    // The epoch of Zoe's second commit is not ours any more.
    second.receive.mockClear();
    third.receive.mockClear();
    expect(await test.commit(third, removal(third))).toBe("behind");
    expect(third.receive).not.toHaveBeenCalled();
    await follow(test, other, 2, zoe);
    expect(second.receive).not.toHaveBeenCalled();
  });

  it("do not lead back to a peer that left and whose leaf was removed", async () => {
    const { commit, group, life, peers, now } = await inGroup([3, 9]);
    peers.add(cho, packageOf(cho));
    peers.remove(cho, now());
    const next = group.after(all);
    const removesBoth = { content: { sender: 2, added: [], removed: [3, 4] }, next };
    expect(await commit(group, removesBoth, zoe)).toBe("done");
    const leavesCho = removal(group, 0, 4);
    expect(await commit(group, leavesCho)).toBe("presence");
    expect(life.current).toBe(next);
    peers.add(cho, packageOf(cho));
    expect(await commit(group, leavesCho)).toBe("done");
  });

  it.each([
    ["higher", 0, ann, 2, zoe],
    ["same", 0, ann, 0, ann],
  ])("do not lead into the group of the %s leaf", async (_what, first, from, second, other) => {
    const test = await inGroup();
    const next = await follow(test, test.group, first, from);
    test.group.receive.mockClear();
    expect(await test.commit(test.group, removal(test.group, second), other)).toBe("done");
    expect(test.group.receive).not.toHaveBeenCalled();
    expect(test.life.current).toBe(next);
  });

  it("are our own and another peer's, too", async () => {
    const test = setUp();
    const group = await test.inGroup([1, own, 2, 9]);
    group.commit.mockResolvedValue({ ...removal(group), commit: Uint8Array.of(5), welcome: null });
    test.life.commitAt();
    test.pass(10_000);
    await test.life.advance();
    expect(test.life.current).not.toBe(group);
    expect(await test.commit(group, removal(group, 2), zoe)).toBe("done");
    expect(group.receive).not.toHaveBeenCalled();
    await follow(test, group);
  });
});

describe("an epoch that the group left", () => {
  it("is remembered for 10 s", async () => {
    const soon = await inGroup();
    await follow(soon, soon.group, 2, zoe);
    soon.pass(9_999);
    await soon.life.advance();
    await follow(soon, soon.group);
    const late = await inGroup();
    await follow(late, late.group, 2, zoe);
    late.pass(10_000);
    await late.life.advance();
    late.group.receive.mockClear();
    expect(await late.commit(late.group, removal(late.group))).toBe("done");
    expect(late.group.receive).not.toHaveBeenCalled();
  });

  it("is forgotten after 10 s, also when nothing was due since then", async () => {
    const test = await inGroup();
    await follow(test, test.group, 2, zoe);
    test.pass(10_000);
    test.group.receive.mockClear();
    expect(await test.commit(test.group, removal(test.group))).toBe("done");
    expect(test.group.receive).not.toHaveBeenCalled();
  });

  it("is remembered while there are at most 16", async () => {
    const test = await inGroup();
    let last = await follow(test, test.group, 2, zoe);
    const second = last;
    for (let more = 0; more < 16; more++) last = await follow(test, last, 2, zoe);
    test.group.receive.mockClear();
    expect(await test.commit(test.group, removal(test.group))).toBe("done");
    expect(test.group.receive).not.toHaveBeenCalled();
    await follow(test, second);
  });

  it("is remembered from the time at which it ended", async () => {
    const test = await inGroup();
    const second = await follow(test, test.group, 2, zoe);
    test.pass(6_000);
    await follow(test, second, 2, zoe);
    test.pass(6_000);
    await test.life.advance();
    test.group.receive.mockClear();
    expect(await test.commit(test.group, removal(test.group))).toBe("done");
    expect(test.group.receive).not.toHaveBeenCalled();
    await follow(test, second);
  });
});
