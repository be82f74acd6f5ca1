import { describe, expect, it } from "vitest";
import {
  type CommitSurroundings,
  type CommitView,
  commitTime,
  differenceOf,
  type GroupView,
  isLostAmong,
  isShown,
  isWanted,
  judgeCommit,
  type PeerView,
  patienceOf,
  rankOf,
  winsFork,
} from "../../../../src/e2ee/agreement/mls/rules.ts";

/** A group of leaves with these keys. Ours is `own`. */
const groupOf = (keys: readonly string[], own = keys[0], id = "m", epoch = 5): GroupView => ({
  id,
  epoch,
  ownLeaf: keys.indexOf(own ?? ""),
  leaves: keys.map((key, index) => ({ index, key })),
});

const peer = (key: string, state: Partial<PeerView> = {}): PeerView => ({
  connectionId: `${key}-id`,
  key,
  hasAsked: false,
  isUnusable: false,
  ...state,
});

describe("the changes of a commit", () => {
  it("are none when all leaves are present", () => {
    expect(differenceOf(groupOf(["us", "ann"]), [peer("ann")])).toEqual({ added: [], removed: [] });
  });

  it("add peers without a leaf, and remove leaves without a peer, but never our own", () => {
    const ben = peer("ben");
    expect(differenceOf(groupOf(["us", "ann"]), [ben])).toEqual({ added: [ben], removed: [1] });
  });

  it("remove and add a peer that asked for it", () => {
    const ann = peer("ann", { hasAsked: true });
    expect(differenceOf(groupOf(["us", "ann", "ben"]), [ann, peer("ben")])).toEqual({
      added: [ann],
      removed: [1],
    });
  });

  it("add one peer for each identity key, because a copy of its key package may be announced", () => {
    const ben = peer("ben");
    const copy = peer("ben", { connectionId: "copy" });
    expect(differenceOf(groupOf(["us"]), [copy, ben])).toEqual({ added: [ben], removed: [] });
    expect(differenceOf(groupOf(["us", "ben"]), [ben, copy])).toEqual({ added: [], removed: [] });
  });

  it("do not add a peer that no commit can add", () => {
    const peers = [peer("ben", { isUnusable: true }), peer("cho", { isUnusable: true, hasAsked: true })];
    expect(differenceOf(groupOf(["us"]), peers).added).toEqual([]);
  });
});

describe("the designated committer", () => {
  it("is the lowest leaf whose peer is present and did not ask to be added again", () => {
    const group = groupOf(["ann", "ben", "cho", "us"], "us");
    expect(rankOf(group, [peer("ann"), peer("ben"), peer("cho")])).toBe(3);
    expect(rankOf(group, [peer("ann", { hasAsked: true }), peer("cho")])).toBe(1);
    expect(rankOf(group, [])).toBe(0);
  });

  it("commits 100 ms after the last change, and at most 300 ms after the first", () => {
    expect(commitTime(0, 1000, 1000, 0)).toBe(1100);
    expect(commitTime(0, 1000, 1150, 0)).toBe(1250);
    expect(commitTime(0, 1000, 1290, 0)).toBe(1300);
  });

  it("is replaced by the next leaf after 2 s, and by each further one 2 s later", () => {
    expect(commitTime(1, 1000, 1290, 0)).toBe(3300);
    expect(commitTime(2, 1000, 1290, 0)).toBe(5300);
  });

  it("has more time before the next leaf replaces it while messages take long, but does not wait itself", () => {
    expect(commitTime(0, 1000, 1290, 1500)).toBe(1300);
    expect(commitTime(1, 1000, 1290, 1500)).toBe(4800);
    expect(commitTime(2, 1000, 1290, 1500)).toBe(8300);
  });
});

it("of two commits for one epoch, that of the lower leaf wins", () => {
  expect(winsFork(2, null)).toBe(true);
  expect(winsFork(1, 2)).toBe(true);
  expect(winsFork(2, 2)).toBe(false);
  expect(winsFork(3, 2)).toBe(false);
});

describe("a welcome", () => {
  const ours = { id: "m", epoch: 5 };

  it("is wanted into a later epoch of our group, or into a group with a smaller id", () => {
    expect(isWanted({ id: "m", epoch: 6 }, ours, false)).toBe(true);
    expect(isWanted({ id: "a", epoch: 1 }, ours, false)).toBe(true);
  });

  it("is not wanted into our own or an earlier epoch, or into a group with a larger id", () => {
    for (const theirs of [
      { id: "m", epoch: 5 },
      { id: "m", epoch: 4 },
      { id: "z", epoch: 9 },
    ])
      expect(isWanted(theirs, ours, false)).toBe(false);
  });

  it("into any group is wanted without a group, and when we are lost", () => {
    expect(isWanted({ id: "z", epoch: 0 }, null, false)).toBe(true);
    expect(isWanted({ id: "z", epoch: 0 }, ours, true)).toBe(true);
  });

  const theirs = groupOf(["us", "ann"], "us", "m", 6);
  const isPresent = (key: string) => key === "ann";
  const never = () => false;
  const always = () => true;

  it("is accepted when people see all of its members", () => {
    expect(isShown(theirs, null, isPresent, never)).toBe(true);
    expect(isShown(theirs, null, never, never)).toBe(false);
    expect(isShown(groupOf(["us", "ann", "eve"]), null, isPresent, never)).toBe(false);
  });

  it("with a peer that left recently is accepted as our first group and in a later epoch of our group", () => {
    expect(isShown(theirs, null, never, always)).toBe(true);
    expect(isShown(theirs, groupOf(["us"], "us", "m", 5), never, always)).toBe(true);
  });

  it("with a peer that left recently is refused when it leads back, or to another group", () => {
    expect(isShown(theirs, groupOf(["us"], "us", "m", 6), never, always)).toBe(false);
    expect(isShown(theirs, groupOf(["us"], "us", "m", 7), never, always)).toBe(false);
    expect(isShown(theirs, groupOf(["us"], "us", "z", 5), never, always)).toBe(false);
  });
});

describe("a commit", () => {
  const group = groupOf(["us", "ann", "ben"]);
  const commit = (changes: Partial<CommitView>): CommitView => ({
    sender: 1,
    added: [],
    removed: [],
    ...changes,
  });
  const around = (surroundings: Partial<CommitSurroundings> = {}): CommitSurroundings => ({
    sender: 1,
    isPresent: (key) => key === "ann" || key === "cho",
    isGone: (key) => key === "ben",
    hasAsked: () => false,
    isPackageOf: (key, keyPackage) => keyPackage === `package of ${key}`,
    ...surroundings,
  });
  const cho = { key: "cho", keyPackage: "package of cho" };

  it("that adds a present peer with its own key package, or removes a leaf without a peer, is right", () => {
    expect(judgeCommit(group, commit({ added: [cho] }), around())).toBe("right");
    expect(judgeCommit(group, commit({ removed: [2] }), around())).toBe("right");
    expect(judgeCommit(group, commit({ added: [cho], removed: [2] }), around())).toBe("right");
  });

  it("is forged when another leaf made it than the peer that sent it", () => {
    expect(judgeCommit(group, commit({ sender: 2, added: [cho] }), around())).toBe("forged-sender");
  });

  it("without changes is refused", () => {
    expect(judgeCommit(group, commit({}), around())).toBe("empty");
  });

  it("that removes a leaf which is not in the group is refused", () => {
    expect(judgeCommit(group, commit({ removed: [7] }), around())).toBe("unknown-leaf");
  });

  it("that removes a leaf twice is refused", () => {
    expect(judgeCommit(group, commit({ removed: [2, 2] }), around())).toBe("unknown-leaf");
  });

  it("that removes us leads to a group without us", () => {
    expect(judgeCommit(group, commit({ removed: [0] }), around())).toBe("without-us");
  });

  it("that removes a present peer waits, unless that peer asked for it", () => {
    const removal = commit({ removed: [1] });
    expect(judgeCommit(group, removal, around())).toBe("not-yet");
    expect(judgeCommit(group, removal, around({ hasAsked: (key) => key === "ann" }))).toBe("right");
  });

  it("that leaves a peer in the group waits, unless that peer is present or left recently", () => {
    const addition = commit({ added: [cho] });
    expect(judgeCommit(group, addition, around({ isGone: () => false }))).toBe("not-yet");
    const removal = commit({ added: [cho], removed: [2] });
    expect(judgeCommit(group, removal, around({ isGone: () => false }))).toBe("right");
  });

  it("that adds an absent peer, or a key package that its peer did not announce, waits", () => {
    const dan = { key: "dan", keyPackage: "package of dan" };
    expect(judgeCommit(group, commit({ added: [dan] }), around())).toBe("not-yet");
    expect(judgeCommit(group, commit({ added: [cho, dan] }), around())).toBe("not-yet");
    const copied = { key: "cho", keyPackage: "package of ann" };
    expect(judgeCommit(group, commit({ added: [copied] }), around())).toBe("not-yet");
  });
});

it("a peer is lost when it cannot open the frames of half of the others", () => {
  expect(isLostAmong(0, 0)).toBe(false);
  expect(isLostAmong(0, 2)).toBe(false);
  expect(isLostAmong(1, 2)).toBe(true);
  expect(isLostAmong(1, 3)).toBe(false);
  expect(isLostAmong(2, 3)).toBe(true);
});

describe("a peer without a group", () => {
  const other = (connectionId: string, hasAsked: boolean) => ({ connectionId, hasAsked });

  it("makes one after 2 s when it knows no other peer", () => {
    expect(patienceOf("m", [], 0)).toBe(2000);
  });

  it("makes one after 8 s when it has the lowest id, and at once when all others have none either", () => {
    expect(patienceOf("m", [other("n", false), other("o", true)], 0)).toBe(8000);
    expect(patienceOf("m", [other("n", true), other("o", true)], 0)).toBe(0);
  });

  it("waits 2.1 s longer for each other peer with a lower id", () => {
    expect(patienceOf("m", [other("a", true), other("z", true)], 0)).toBe(2100);
    expect(patienceOf("m", [other("a", false), other("b", true)], 0)).toBe(8000 + 2 * 2100);
  });

  it("gives the peers before it more time while messages take long", () => {
    expect(patienceOf("m", [other("n", false)], 1500)).toBe(8000);
    expect(patienceOf("m", [other("a", false), other("b", true)], 1500)).toBe(8000 + 2 * 3600);
  });
});
