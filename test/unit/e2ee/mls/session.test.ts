import { describe, expect, it } from "vitest";
import type { EpochEntered } from "../../../../src/e2ee/agreement/mls/group-life.ts";
import { text } from "../../../../src/e2ee/agreement/mls/peers.ts";
import { SoraE2EEError } from "../../../../src/errors.ts";
import { ann, groupId, identityKey, keyPackage, own, self, setUp, started, zoe } from "./session-parts.ts";

type Started = Awaited<ReturnType<typeof started>>;

const cho = "CHO".padEnd(26, "-");
const noGroup = new Uint8Array(16);
const forged = new SoraE2EEError("forged-sender", "Bad.");
const requests = (sent: readonly { readonly kind: string }[]) =>
  sent.filter(({ kind }) => kind === "request").length;

describe("the start of an MLS session", () => {
  it("announces a key package without a connection id", async () => {
    expect(await setUp().session.init()).toEqual(keyPackage(own, "", 1));
  });

  it("makes a group at once when it is alone, and otherwise waits for a welcome", async () => {
    const alone = setUp();
    await alone.session.start(self, true);
    expect(alone.life.found).toHaveBeenCalledOnce();
    expect(alone.life.advance).toHaveBeenCalledOnce();
    const { life, sent } = await started();
    expect(life.found).not.toHaveBeenCalled();
    expect(sent).toEqual([]);
  });

  it("does nothing before its connection id is known", async () => {
    const { session, life, clock } = setUp();
    await session.peerPresent(ann, keyPackage(1));
    expect(life.announced).toHaveBeenCalledOnce();
    expect(life.advance).not.toHaveBeenCalled();
    expect(clock.pending).toBe(0);
  });

  it("asks to be added every 2 s, with a new key package that names it", async () => {
    const { pass, sent } = await started();
    await pass(1_999);
    expect(sent).toEqual([]);
    await pass(1);
    expect(sent).toMatchObject([
      { kind: "request", source: self, destination: null, groupId: noGroup, epoch: 0, message: 1 },
    ]);
    expect(sent[0]?.payload).toEqual(keyPackage(own, self, 2));
    await pass(2_000);
    expect(sent).toHaveLength(2);
    expect(sent[1]).toMatchObject({ message: 2, payload: keyPackage(own, self, 3) });
  });

  it("makes a group after 8 s without a welcome, and after more time behind peers with a lower id", async () => {
    const { pass, life } = await started();
    await pass(10_099);
    expect(life.found).not.toHaveBeenCalled();
    await pass(1);
    expect(life.found).toHaveBeenCalledOnce();
    const first = setUp();
    await first.session.peerPresent(zoe, keyPackage(2));
    await first.session.start(self, false);
    await first.pass(8_000);
    expect(first.life.found).toHaveBeenCalledOnce();
  });

  it("gives its group the call's parts", async () => {
    const { life, proofs, clock, sent, refused, proved, entered, randomBytes } = await started();
    const { options } = life;
    expect(options).toMatchObject({ refused, randomBytes, proofs });
    const change = { size: 2 } as EpochEntered;
    await options.entered(change);
    expect(entered.mock.calls).toEqual([[change]]);
    expect([options.now(), options.selfId()]).toEqual([clock.now(), self]);
    expect(options.peers.all.map(({ connectionId }) => connectionId)).toEqual([ann]);
    options.send("commit", ann, groupId, 4, Uint8Array.of(6));
    const message = { source: self, destination: ann, groupId, payload: Uint8Array.of(6) };
    expect(sent.at(-1)).toMatchObject({ ...message, kind: "commit", epoch: 4 });
    expect(proofs.options.now()).toBe(clock.now());
    expect(proofs.options.present()).toEqual([{ connectionId: ann, identityKey: identityKey(1) }]);
    proofs.options.send(ann, { id: groupId, epoch: 5 } as never, Uint8Array.of(6));
    expect(sent.at(-1)).toMatchObject({ ...message, kind: "proof", epoch: 5 });
    proofs.options.proved(ann);
    expect(proved.mock.calls).toEqual([[ann]]);
  });
});

describe("a peer of an MLS session", () => {
  it("is added with its key package", async () => {
    const { session, life } = await started();
    life.announced.mockClear();
    life.advance.mockClear();
    expect(await session.peerPresent(zoe, keyPackage(2))).toMatchObject({ identityKey: identityKey(2) });
    expect(life.announced.mock.calls).toEqual([[zoe, text(identityKey(2))]]);
    expect(life.advance).toHaveBeenCalledOnce();
  });

  it.each([
    ["that is damaged", new Uint8Array(5)],
    ["of a request", keyPackage(2, zoe)],
  ])("is refused with a key package %s", async (_what, bytes) => {
    const { session, life } = await started();
    life.announced.mockClear();
    await expect(session.peerPresent(zoe, bytes)).rejects.toMatchObject({ code: "invalid-bundle" });
    expect(life.options.peers.find(zoe)).toBeUndefined();
    expect(life.announced).not.toHaveBeenCalled();
  });

  it("is not added with our identity key, or with one that another peer has proved", async () => {
    const { session, life, proofs } = await started();
    proofs.options.proved(ann);
    life.announced.mockClear();
    expect(await session.peerPresent(zoe, keyPackage(own))).toBeNull();
    expect(await session.peerPresent(zoe, keyPackage(1))).toBeNull();
    expect(life.options.peers.find(zoe)).toBeUndefined();
    expect(life.announced).not.toHaveBeenCalled();
  });

  it.each([
    ["by a proof", ({ proofs }: Started) => proofs.options.proved(zoe)],
    [
      "by a request",
      ({ receive }: Started) => receive({ kind: "request", source: zoe, payload: keyPackage(1, zoe, 9) }),
    ],
  ])("that proves its identity key %s takes the place of another that announced it", async (_how, prove) => {
    const test = await started();
    const { session, life, proofs, proved } = test;
    await session.peerPresent(zoe, keyPackage(1));
    expect(life.options.peers.all.map(({ connectionId }) => connectionId)).toEqual([ann, zoe]);
    await prove(test);
    expect(life.options.peers.all.map(({ connectionId }) => connectionId)).toEqual([zoe]);
    expect(proofs.forget.mock.calls).toEqual([[ann]]);
    proofs.options.proved(ann);
    expect(proved.mock.calls).toEqual([[zoe]]);
  });

  it("is forgotten when it leaves", async () => {
    const { session, life, proofs, clock } = await started();
    life.changed.mockClear();
    life.advance.mockClear();
    await session.peerLeft(ann);
    expect(life.options.peers.all).toEqual([]);
    expect(life.options.peers.isGone(String.fromCharCode(...identityKey(1)), clock.now())).toBe(true);
    expect(proofs.forget.mock.calls).toEqual([[ann]]);
    expect(life.changed).toHaveBeenCalledOnce();
    expect(life.advance).toHaveBeenCalledOnce();
  });

  it("that is in the group is asked for its proof", async () => {
    const { session, life, proofs } = await started();
    life.members = [{ connectionId: ann }];
    await session.peerPresent(zoe, keyPackage(2));
    expect(proofs.ask.mock.lastCall).toEqual([[ann]]);
  });
});

describe("a message of an MLS session", () => {
  it("is refused when it comes back to its sender, and ignored when it is for another peer", async () => {
    const { receive, life } = await started();
    life.advance.mockClear();
    await expect(receive({ kind: "commit", source: self })).rejects.toMatchObject({
      code: "invalid-message",
    });
    await receive({ kind: "commit", destination: zoe });
    expect(life.commit).not.toHaveBeenCalled();
    expect(life.advance).not.toHaveBeenCalled();
    life.commitAt.mockClear();
    await receive({ kind: "commit", destination: self });
    expect(life.commit).toHaveBeenCalledOnce();
    expect(life.commitAt).toHaveBeenCalledOnce();
  });

  it("does not lead to due actions itself, because the next message may make them needless", async () => {
    const { receive, life, clock, pass } = await started();
    life.advance.mockClear();
    life.commitAt.mockReturnValue(clock.now() - 1_000);
    await receive({ kind: "commit" });
    await receive({ kind: "commit" });
    expect(life.advance).not.toHaveBeenCalled();
    life.commitAt.mockReturnValue(null);
    await pass(1);
    expect(life.advance).toHaveBeenCalledOnce();
  });

  it("does not delay due actions further when many come", async () => {
    const { receive, life, clock, pass } = await started();
    life.advance.mockClear();
    life.commitAt.mockReturnValue(clock.now() - 1_000);
    for (let message = 0; message < 4; message++) {
      await receive({ kind: "commit" });
      await pass(0.25);
    }
    expect(life.advance).toHaveBeenCalledOnce();
  });

  it.each(["welcome", "commit"] as const)("goes to the group with its sender (%s)", async (kind) => {
    const { receive, life, proofs } = await started();
    await receive({ kind });
    const other = kind === "welcome" ? life.commit : life.welcome;
    expect(life[kind].mock.calls).toMatchObject([[{ kind, source: ann }, { connectionId: ann }]]);
    expect(other).not.toHaveBeenCalled();
    expect(proofs.receive).not.toHaveBeenCalled();
  });

  it("that the group refuses is refused", async () => {
    const { receive, life } = await started();
    life.commit.mockResolvedValue(forged);
    await expect(receive({ kind: "commit" })).rejects.toMatchObject({
      code: "forged-sender",
    });
  });

  it("with a proof shows that its sender is in the group, and a request for ours does not", async () => {
    const { receive, life, proofs } = await started();
    await receive({ kind: "proof", payload: new Uint8Array() });
    expect(life.heardIn).not.toHaveBeenCalled();
    await receive({ kind: "proof", message: 2, payload: new Uint8Array(64) });
    expect(life.heardIn.mock.calls).toMatchObject([[groupId, { connectionId: ann }]]);
    expect(proofs.receive).toHaveBeenCalledTimes(2);
  });

  it("waits for an event after which it may succeed", async () => {
    const { receive, life, session } = await started();
    life.commit.mockResolvedValueOnce("behind");
    await receive({ kind: "commit" });
    await session.peerPresent(zoe, keyPackage(2));
    expect(life.commit).toHaveBeenCalledOnce();
    life.options.changed();
    await session.peerLeft(zoe);
    expect(life.commit).toHaveBeenCalledTimes(2);
    life.options.changed();
    await session.peerPresent(zoe, keyPackage(2));
    expect(life.commit).toHaveBeenCalledTimes(2);
  });

  it("of an unknown peer waits for its notification, and is named when it does not match", async () => {
    const { receive, session, life, refused } = await started();
    await receive({ kind: "commit", source: zoe });
    expect(life.commit).not.toHaveBeenCalled();
    life.commit.mockResolvedValueOnce(forged);
    life.options.changed();
    await session.peerPresent(zoe, keyPackage(2));
    expect(life.commit).toHaveBeenCalledOnce();
    expect(refused.mock.calls).toMatchObject([[zoe, { code: "forged-sender" }]]);
  });

  it.each([
    ["commit", "x25519", 8 * 1024, 512],
    ["commit", "x-wing", 8 * 1024, 3 * 1024],
    ["welcome", "x25519", 16 * 1024, 1024],
    ["welcome", "x-wing", 16 * 1024, 6 * 1024],
  ] as const)(
    "with a %s of %s waits when it is longer than one for all peers can be",
    async (kind, suite, base, each) => {
      const { receive, life, session } = await started(suite);
      // Ann, Zoe and we ourselves. A peer that left recently counts.
      await session.peerPresent(zoe, keyPackage(2));
      await session.peerLeft(zoe);
      const longest = base + 3 * each;
      await receive({ kind, payload: new Uint8Array(longest + 1) });
      expect(life[kind]).not.toHaveBeenCalled();
      await receive({ kind, payload: new Uint8Array(longest), message: 2 });
      expect(life[kind]).toHaveBeenCalledOnce();
      // One more peer makes room for it.
      life.options.changed();
      await session.peerPresent(cho, keyPackage(3));
      expect(life[kind]).toHaveBeenCalledTimes(2);
    },
  );

  it("that waited 30 s for a notification is reported", async () => {
    const { receive, pass, inGroup, refused, sent } = await started();
    inGroup(2);
    await receive({ kind: "commit", source: zoe });
    await pass(29_999);
    expect(refused).not.toHaveBeenCalled();
    await pass(1);
    expect(refused.mock.calls).toMatchObject([[zoe, { code: "invalid-message" }]]);
    expect(sent).toEqual([]);
  });
});

describe("a request to be added", () => {
  const request = { kind: "request", groupId: noGroup, epoch: 0 } as const;

  it("counts once for each key package", async () => {
    const { receive, life } = await started();
    life.changed.mockClear();
    const payload = keyPackage(1, ann);
    await receive({ ...request, payload });
    await receive({ ...request, payload, message: 2 });
    expect(life.changed).toHaveBeenCalledOnce();
    expect(life.options.peers.find(ann)?.requested?.bytes).toEqual(payload);
  });

  it("has the waiting messages tried again 500 ms later when it comes soon after others", async () => {
    const { receive, life, pass } = await started();
    life.changed.mockClear();
    for (let n = 1; n <= 5; n++) {
      await receive({ ...request, payload: keyPackage(1, ann, n), message: n });
      await pass(20);
    }
    expect(life.changed).toHaveBeenCalledTimes(1);
    await pass(419);
    expect(life.changed).toHaveBeenCalledTimes(1);
    await pass(1);
    expect(life.changed).toHaveBeenCalledTimes(2);
    await pass(5_000);
    expect(life.changed).toHaveBeenCalledTimes(2);
  });

  it.each([
    ["another connection id", keyPackage(1, zoe)],
    ["no connection id", keyPackage(1)],
    ["another identity key", keyPackage(2, ann)],
    ["no key package", new Uint8Array(5)],
    ["a key package that is too long", keyPackage(1, ann, 0, 8193)],
  ])("is refused with %s", async (_what, payload) => {
    const { receive, life } = await started();
    life.changed.mockClear();
    await expect(receive({ ...request, payload })).rejects.toMatchObject({ code: "authentication-failed" });
    expect(life.changed).not.toHaveBeenCalled();
    expect(life.options.peers.find(ann)?.requested).toBeNull();
  });

  it("may have the longest key package", async () => {
    const { receive, life } = await started();
    await receive({ ...request, payload: keyPackage(1, ann, 0, 8192) });
    expect(life.options.peers.find(ann)?.hasAsked).toBe(true);
  });

  it("of an unknown peer is ignored", async () => {
    const { receive, life, refused } = await started();
    life.changed.mockClear();
    await receive({ ...request, source: zoe, payload: keyPackage(2, zoe) });
    expect(life.changed).not.toHaveBeenCalled();
    expect(refused).not.toHaveBeenCalled();
  });
});

describe("a session that lost its group", () => {
  const unopenedFor = (time: number) => new Map([[ann, time]]);

  it("asks when the frames of half of the other members have not opened for 2 s", async () => {
    const { session, inGroup, sent } = await started();
    inGroup(3);
    await session.unopened(unopenedFor(1_999), 0);
    expect(sent).toEqual([]);
    await session.unopened(unopenedFor(2_000), 0);
    expect(sent).toMatchObject([{ kind: "request", epoch: 3 }]);
    const other = await started();
    other.inGroup(4);
    await other.session.unopened(unopenedFor(2_000), 0);
    expect(other.sent).toEqual([]);
  });

  it("waits for a slow commit before it asks because of frames, for the lag in all", async () => {
    const { session, life, inGroup, sent } = await started();
    inGroup(3);
    life.options.pace.observe(2_500);
    await session.unopened(unopenedFor(2_499), 0);
    expect(requests(sent)).toBe(0);
    await session.unopened(unopenedFor(2_500), 0);
    expect(requests(sent)).toBe(1);
  });

  it("does not ask because of frames before it has a group", async () => {
    const { session, life, sent } = await started();
    life.advance.mockClear();
    await session.unopened(unopenedFor(2_000), 0);
    expect(sent).toEqual([]);
    expect(life.advance).not.toHaveBeenCalled();
  });

  it("believes the same peer's frames again only after 6 s, and a peer that came back at once", async () => {
    const { session, inGroup, sent, pass } = await started();
    const lost = async () => {
      inGroup(2);
      await session.unopened(unopenedFor(2_000), 0);
      return requests(sent);
    };
    expect(await lost()).toBe(1);
    expect(await lost()).toBe(1);
    inGroup(2);
    await pass(6_000);
    expect(await lost()).toBe(2);
    await session.peerLeft(ann);
    await session.peerPresent(ann, keyPackage(1));
    expect(await lost()).toBe(3);
  });

  it("asks when a commit has waited for an earlier one for 2 s", async () => {
    const { receive, life, inGroup, sent, pass } = await started();
    inGroup(5);
    life.commit.mockResolvedValue("behind");
    await receive({ kind: "commit", epoch: 9 });
    await pass(1_999);
    expect(sent).toEqual([]);
    await pass(1);
    expect(requests(sent)).toBe(1);
    inGroup(5);
    await receive({ kind: "commit", epoch: 9, message: 2 });
    await pass(2_000);
    expect(requests(sent), "the same peer is not believed so soon").toBe(1);
  });

  it("does not ask because of a commit of another group, or a welcome", async () => {
    const { receive, life, inGroup, sent, pass, refused } = await started();
    inGroup(5);
    life.commit.mockResolvedValue("behind");
    life.welcome.mockResolvedValue("behind");
    await receive({ kind: "commit", epoch: 9, groupId: noGroup });
    await receive({ kind: "welcome", epoch: 9, message: 2 });
    await receive({ kind: "commit", epoch: 9, groupId: noGroup, source: zoe, message: 3 });
    await pass(31_000);
    expect(sent).toEqual([]);
    expect(refused).not.toHaveBeenCalled();
  });
});

describe("the timer of an MLS session", () => {
  it("wakes it when a commit or a request for a proof is due", async () => {
    const { life, proofs, clock, inGroup, session, pass } = await started();
    inGroup(2);
    proofs.askAt = clock.now() + 500;
    life.commitAt.mockReturnValue(clock.now() + 300);
    await session.unopened(new Map(), 0);
    life.advance.mockClear();
    await pass(299);
    expect(life.advance).not.toHaveBeenCalled();
    life.commitAt.mockReturnValue(null);
    await pass(1);
    expect(life.advance).toHaveBeenCalledOnce();
    proofs.askAt = null;
    await pass(199);
    expect(life.advance).toHaveBeenCalledOnce();
    await pass(1);
    expect(life.advance).toHaveBeenCalledTimes(2);
    expect(clock.pending, "nothing more is due").toBe(0);
  });

  it("waits 1 ms for an action that is overdue", async () => {
    const { life, clock, inGroup, session, pass } = await started();
    inGroup(2);
    life.commitAt.mockReturnValue(clock.now() - 1_000);
    await session.unopened(new Map(), 0);
    life.advance.mockClear();
    await pass(0);
    expect(life.advance).not.toHaveBeenCalled();
    life.commitAt.mockReturnValue(null);
    await pass(1);
    expect(life.advance).toHaveBeenCalledOnce();
  });

  it("ends with the session", async () => {
    const { life, clock, session, receive } = await started();
    expect(clock.pending).toBe(1);
    session.close();
    expect(clock.pending).toBe(0);
    expect(life.close).toHaveBeenCalledOnce();
    life.advance.mockClear();
    await receive({ kind: "commit" });
    expect(life.advance).not.toHaveBeenCalled();
    expect(clock.pending).toBe(0);
  });
});
