import { describe, expect, it } from "vitest";
import { text } from "../../../../src/e2ee/agreement/mls/peers.ts";
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

/** Leaf 0 is Ann's, 1 is ours, 2 is Zoe's. */
const all = [1, own, 2];
/** Leaf 0 is ours, 1 is Ann's. Zoe is not in the group. */
const withoutZoe = [own, 1];

describe("the time of a commit", () => {
  it("is never, without a group, while lost, and when nothing is missing", async () => {
    const { life, inGroup, findingBack, now } = setUp();
    expect(life.commitAt()).toBeNull();
    await inGroup(all);
    expect(life.commitAt()).toBeNull();
    await inGroup(withoutZoe);
    expect(life.commitAt()).not.toBeNull();
    findingBack.lose(now());
    expect(life.commitAt()).toBeNull();
  });

  it.each([
    ["a peer is missing", withoutZoe],
    ["a member is gone", [own, 1, 2, 3]],
  ])("is 100 ms after the last change and at most 300 ms after the first, when %s", async (_what, leaves) => {
    const { life, inGroup, now, pass, changed } = setUp();
    await inGroup(leaves);
    const start = now();
    expect(life.commitAt()).toBe(start + 100);
    pass(90);
    life.changed();
    expect(changed).toHaveBeenCalledOnce();
    expect(life.commitAt()).toBe(start + 190);
    pass(160);
    life.changed();
    expect(life.commitAt()).toBe(start + 300);
  });

  it("counts from the beginning again after the difference has gone", async () => {
    const { life, inGroup, peers, now, pass } = setUp();
    await inGroup(withoutZoe);
    life.commitAt();
    pass(250);
    peers.remove(zoe, now());
    expect(life.commitAt()).toBeNull();
    peers.add(cho, packageOf(cho));
    life.changed();
    expect(life.commitAt()).toBe(now() + 100);
  });

  it("is later for each leaf before ours, and when messages take long", async () => {
    const { life, inGroup, now, pace } = setUp();
    pace.observe(500);
    await inGroup([1, own]);
    expect(life.commitAt()).toBe(now() + 300 + 2_500);
  });
});

describe("a peer whose turn it is", () => {
  it("commits the missing changes at that time, and not before", async () => {
    const { life, inGroup, pass, sent } = setUp();
    const group = await inGroup([own, 1, 3]);
    const next = group.after([own, 1, 2]);
    group.commit.mockResolvedValueOnce({ next, commit: Uint8Array.of(5), welcome: Uint8Array.of(6) });
    await life.advance();
    pass(99);
    await life.advance();
    expect(group.commit).not.toHaveBeenCalled();
    pass(1);
    await life.advance();
    expect(group.commit.mock.calls).toEqual([[[packageOf(zoe)], [2]]]);
    expect(life.current).toBe(next);
    expect(sent).toEqual([
      ["commit", null, groupId, 3, Uint8Array.of(5)],
      ["welcome", zoe, groupId, 4, Uint8Array.of(77, 6)],
    ]);
    await life.advance();
    expect(sent).toHaveLength(2);
  });

  it("counts the time since it added a peer from the welcome, not from the beginning of a slow commit", async () => {
    const { life, inGroup, pass, peer, now } = setUp();
    const group = await inGroup([own, 1]);
    const start = now();
    group.commit.mockImplementationOnce(async () => {
      pass(5_000);
      return { next: group.after([own, 1, 2]), commit: Uint8Array.of(5), welcome: Uint8Array.of(6) };
    });
    life.commitAt();
    pass(100);
    await life.advance();
    expect(peer(zoe).addedAt).toBe(start + 5_100);
  });

  it("enters the new epoch, and notes when it added a peer", async () => {
    const { life, inGroup, pass, entered, peer, now, proofs } = setUp();
    const group = await inGroup([own, 1, 3]);
    peer(zoe).requested = packageOf(zoe, 1);
    const next = group.after([own, 1, 2]);
    group.commit.mockResolvedValueOnce({ next, commit: Uint8Array.of(5), welcome: Uint8Array.of(6) });
    life.commitAt();
    pass(100);
    await life.advance();
    expect(entered.mock.calls).toMatchObject([[{ newGroup: false, added: true, epoch: 4, size: 3 }]]);
    expect(peer(zoe)).toMatchObject({ requested: null, addedAt: now() });
    expect(peer(ann).addedAt).toBeNull();
    // The proofs of the members that are known, ours among them.
    expect(proofs.write.mock.calls).toEqual([
      [
        [
          [0, self],
          [1, ann],
        ],
        Uint8Array.of(6),
      ],
    ]);
  });

  it("sends no welcome when it adds no peer", async () => {
    const { life, inGroup, pass, sent, entered, proofs } = setUp();
    const group = await inGroup([own, 1, 2, 3]);
    group.commit.mockResolvedValueOnce({
      next: group.after([own, 1, 2]),
      commit: Uint8Array.of(5),
      welcome: null,
    });
    life.commitAt();
    pass(100);
    await life.advance();
    expect(sent).toEqual([["commit", null, groupId, 3, Uint8Array.of(5)]]);
    expect(entered.mock.lastCall).toMatchObject([{ added: false }]);
    expect(proofs.write).not.toHaveBeenCalled();
  });

  it("does nothing without a group, and while it is lost", async () => {
    const { life, inGroup, pass, findingBack, now } = setUp();
    await life.advance();
    const group = await inGroup(withoutZoe);
    life.commitAt();
    findingBack.lose(now());
    pass(1_000);
    await life.advance();
    expect(group.commit).not.toHaveBeenCalled();
  });
});

describe("a commit that cannot be made", () => {
  const usable = { next: new FakeGroup([own]), commit: Uint8Array.of(5), welcome: null };
  const without = (bad: readonly string[]) => async (packages: readonly { readonly bytes: Uint8Array }[]) =>
    packages.some(({ bytes }) => bad.includes(text(bytes))) ? null : usable;

  const numbered = (place: number) => ({
    ...packageOf(cho),
    bytes: Uint8Array.of(place),
    identityKey: identityKey(place),
  });

  async function due(leaves: readonly number[]) {
    const test = setUp();
    test.peers.add(cho, packageOf(cho));
    const group = await test.inGroup(leaves);
    test.life.commitAt();
    test.pass(1_000);
    return { ...test, group };
  }

  it("names the peer with the key package that is unusable, and others are still added", async () => {
    const { life, group, peer, refused, changed, findingBack, sent } = await due([own, 1, 2]);
    peer(ann).requested = packageOf(ann, 1);
    peer(zoe).requested = packageOf(zoe, 1);
    group.commit.mockImplementation(without([text(packageOf(zoe, 1).bytes)]));
    await life.advance();
    expect([ann, cho, zoe].map((id) => peer(id).isUnusable)).toEqual([false, false, true]);
    expect(refused.mock.calls).toMatchObject([[zoe, { name: "SoraE2EEError", code: "invalid-bundle" }]]);
    expect(changed).toHaveBeenCalledOnce();
    expect(findingBack.isLost).toBe(false);
    expect(sent).toEqual([]);
    // A peer that asked has a leaf, which must go. The ones that are usable are tried together.
    expect(group.commit.mock.calls.slice(1)).toEqual([
      [[], []],
      [
        [packageOf(ann, 1), packageOf(zoe, 1), packageOf(cho)],
        [1, 2],
      ],
      [[packageOf(ann, 1)], [1]],
      [
        [packageOf(ann, 1), packageOf(zoe, 1), packageOf(cho)],
        [1, 2],
      ],
      [
        [packageOf(ann, 1), packageOf(zoe, 1)],
        [1, 2],
      ],
      [[packageOf(ann, 1), packageOf(cho)], [1]],
    ]);
  });

  it("is found with a few attempts among many peers", async () => {
    const { life, group, peers, peer, refused } = await due([own, 1, 2]);
    const many = Array.from({ length: 64 }, (_, place) => `${place}`.padEnd(26, "-"));
    for (const [place, id] of many.entries()) peers.add(id, numbered(10 + place));
    const bad = many[41] ?? expect.fail("no peer");
    group.commit.mockImplementation(without([text(peer(bad).keyPackage.bytes)]));
    await life.advance();
    expect(refused.mock.calls.map(([id]) => id)).toEqual([bad]);
    // One for each of the sizes 64, 32, … and 1, in two halves.
    expect(group.commit.mock.calls.length).toBeLessThanOrEqual(17);
  });

  it("shows that the group cannot continue when it fails without changes, too", async () => {
    const { life, group, peer, findingBack, refused, changed } = await due([own, 1]);
    await life.advance();
    expect(group.commit.mock.lastCall).toEqual([[], []]);
    expect(findingBack.isLost).toBe(true);
    expect(refused).not.toHaveBeenCalled();
    expect(changed).not.toHaveBeenCalled();
    expect(peer(zoe).isUnusable).toBe(false);
  });

  it("shows that the group cannot continue when it adds no peer", async () => {
    const { life, group, findingBack } = await due([own, 1, 2, 3, 4]);
    group.commit.mockResolvedValueOnce(null).mockResolvedValue(usable);
    await life.advance();
    expect(group.commit).toHaveBeenCalledOnce();
    expect(findingBack.isLost).toBe(true);
  });
});
