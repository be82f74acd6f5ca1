import { beforeEach, describe, expect, it, vi } from "vitest";
import { LeaveRenewal } from "../../../src/e2ee/worker/leave-renewal.ts";
import { leaveDelayMs, type SendKeySchedule } from "../../../src/e2ee/worker/send-key-schedule.ts";
import { isCipherMessage } from "../../../src/protocol/key-message.ts";
import { waitLimit } from "../../support/limits.ts";
import { FakeClock, FakeFrame } from "./fakes.ts";
import { destinationOf, meet, Peer } from "./peer.ts";

/** Leaves in this time share one fresh key. */
const shared = 1_000;

describe("fresh keys for peers that left", () => {
  let clock: FakeClock;
  let ann: Peer;
  let ben: Peer;
  let others: Peer[];

  /** Ann, Ben and two more have each other's keys. */
  async function channel({ annSends = true } = {}): Promise<void> {
    ann = await Peer.start("ann", clock, undefined, annSends);
    ben = await Peer.start("ben", clock);
    others = [await Peer.start("cho", clock), await Peer.start("dan", clock)];
    await meet(ann, ben);
    for (const other of others) await meet(ann, other);
    await clock.advance(20_000);
    ann.outgoing();
  }

  const keysTo = (peer: Peer, messages: readonly Uint8Array[]) =>
    messages.filter((message) => isCipherMessage(message) && destinationOf(message) === peer.connectionId);

  beforeEach(() => {
    clock = new FakeClock();
  });

  it("are one key for all leaves within a second, used 5 s after the first leave", async () => {
    await channel();
    const before = await ann.ownKeyId();
    const [cho, dan] = others as [Peer, Peer];
    await ann.hearsThatLeft(cho);
    await clock.advance(shared - 100);
    await ann.hearsThatLeft(dan);
    expect(ann.outgoing()).toEqual([]);
    await clock.advance(100);
    const sent = ann.outgoing();
    expect(keysTo(ben, sent)).toHaveLength(1);
    expect(sent).toHaveLength(1);
    await clock.advance(leaveDelayMs - shared - 1);
    expect(await ann.ownKeyId()).toBe(before);
    await clock.advance(1);
    expect(await ann.ownKeyId()).toBe((before ?? 0) + 1);
    await clock.advance(20_000);
    expect(ann.outgoing(), "nothing is announced again").toEqual([]);
  });

  it("are made before the keys for a peer that joins in that second", async () => {
    await channel();
    const [cho, dan] = others as [Peer, Peer];
    await ann.hearsThatLeft(cho);
    const eve = await Peer.start("eve", clock);
    await ann.hearsOf(eve, "peer-joined");
    const sent = ann.outgoing();
    expect(keysTo(ben, sent)).toHaveLength(1);
    expect(keysTo(dan, sent)).toHaveLength(1);
    expect(keysTo(eve, sent)).toHaveLength(1);
    expect(sent.findIndex((message) => destinationOf(message) === eve.connectionId)).toBe(2);
  });

  it("are made at once when a message is to be sealed", async () => {
    await channel();
    await ann.hearsThatLeft(others[0] as Peer);
    const data = new Uint8Array([1, 2, 3]);
    await ann.request({ kind: "seal-message", label: "#chat", data, to: null });
    expect(keysTo(ben, ann.outgoing())).toHaveLength(1);
    await clock.advance(20_000);
    expect(ann.outgoing()).toEqual([]);
  });

  it("are not made by a peer that only receives", async () => {
    await channel({ annSends: false });
    for (const other of others) await ann.hearsThatLeft(other);
    await clock.advance(60_000);
    expect(ann.outgoing()).toEqual([]);
  });

  it("are made by a receiving peer before its first sealed message", async () => {
    await channel({ annSends: false });
    await ann.hearsThatLeft(others[0] as Peer);
    await clock.advance(60_000);
    const answer = await ann.request({
      kind: "seal-message",
      label: "#chat",
      data: new Uint8Array([1]),
      to: null,
    });
    expect(answer.ok).toBe(true);
    expect(keysTo(ben, ann.outgoing())).toHaveLength(1);
  });

  it("are made by a receiving peer before its first frame, so that no earlier key seals it", async () => {
    await channel({ annSends: false });
    const before = await ann.ownKeyId();
    await ann.hearsThatLeft(others[0] as Peer);
    await clock.advance(leaveDelayMs);
    const streams = ann.sends("audio");
    streams.push(new FakeFrame(new Uint8Array(20)));
    await vi.waitFor(async () => expect(await ann.ownKeyId()).toBe((before ?? 0) + 1), waitLimit);
    expect(keysTo(ben, ann.outgoing())).toHaveLength(1);
    streams.push(new FakeFrame(new Uint8Array(20)));
    await vi.waitFor(() => expect(streams.out).toHaveLength(1), waitLimit);
  });

  it("are also made by a receiving peer when the key has changed with a join", async () => {
    await channel({ annSends: false });
    await ann.hearsThatLeft(others[0] as Peer);
    await clock.advance(leaveDelayMs);
    const eve = await Peer.start("eve", clock);
    await ann.hearsOf(eve, "peer-joined");
    ann.outgoing();
    const joined = await ann.ownKeyId();
    ann.sends("audio");
    await vi.waitFor(async () => expect(await ann.ownKeyId()).toBe((joined ?? 0) + 1), waitLimit);
    expect(keysTo(eve, ann.outgoing())).toHaveLength(1);
  });
});

describe("the time of a fresh key", () => {
  function setUp(isSending = true) {
    const clock = new FakeClock();
    const state = { renewals: 0, expired: 0, isSending, fails: false };
    const tasks: Promise<void>[] = [];
    const renewal = new LeaveRenewal({
      clock,
      sealing: { expireAfterLeave: () => state.expired++ } as unknown as SendKeySchedule,
      isSending: () => state.isSending,
      renew: async () => {
        if (state.fails) throw new Error("no");
        state.renewals++;
      },
      enqueue: (task) => tasks.push(task()),
    });
    return { clock, state, tasks, renewal };
  }

  it("is a second after the first of several leaves, for a peer that sends", async () => {
    const { clock, state, renewal } = setUp();
    expect(renewal.isOwed).toBe(false);
    renewal.left();
    await clock.advance(shared - 1);
    renewal.left();
    expect([renewal.isOwed, state.renewals, state.expired]).toEqual([true, 0, 2]);
    await clock.advance(1);
    expect([renewal.isOwed, state.renewals, clock.pending]).toEqual([false, 1, 0]);
  });

  it("does not come by itself for a peer that only receives", async () => {
    const { clock, state, renewal } = setUp(false);
    renewal.left();
    expect(clock.pending).toBe(0);
    await renewal.settle();
    expect([renewal.isOwed, state.renewals]).toEqual([false, 1]);
    await renewal.settle();
    expect(state.renewals).toBe(1);
  });

  it("is at once when the owner settles, and not again a second later", async () => {
    const { clock, state, renewal } = setUp();
    renewal.left();
    await renewal.settle();
    expect([state.renewals, clock.pending]).toEqual([1, 0]);
  });

  it("still comes after a key that could not be made", async () => {
    const { state, renewal } = setUp();
    state.fails = true;
    renewal.left();
    await expect(renewal.settle()).rejects.toThrow("no");
    expect(renewal.isOwed).toBe(true);
    state.fails = false;
    await renewal.settle();
    expect([renewal.isOwed, state.renewals]).toEqual([false, 1]);
  });

  it("does not come after the end", async () => {
    const { clock, state, renewal } = setUp();
    renewal.left();
    renewal.end();
    await clock.advance(shared);
    expect([clock.pending, state.renewals]).toEqual([0, 0]);
  });
});
