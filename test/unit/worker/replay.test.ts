import { beforeEach, describe, expect, it, vi } from "vitest";
import { FakeClock, FakeFrame, type FakeStreams, id, settle } from "./fakes.ts";
import { deliver, destinationOf, meet, Peer } from "./peer.ts";

/** Longer than an old key is kept. */
const keyLifetime = 20_000;
const settled = 1_500;

/** The server records what Bob sends to Alice and plays it to her again. */
describe("frames that the server recorded", () => {
  let clock: FakeClock;
  let alice: Peer;
  let bob: Peer;
  let sent: FakeStreams;
  let shown: FakeStreams;
  let recorded: FakeFrame[];

  const copy = (frame: FakeFrame) => new FakeFrame(frame.bytes, frame.type);

  async function bobSends(count: number): Promise<FakeFrame[]> {
    const before = sent.out.length;
    for (let i = 0; i < count; i++) sent.push(new FakeFrame(new Uint8Array(60).fill(before + i), "key"));
    await vi.waitFor(() => expect(sent.out).toHaveLength(before + count));
    return sent.out.slice(before);
  }

  async function play(frames: readonly FakeFrame[], to: FakeStreams = shown): Promise<number> {
    const before = to.out.length;
    for (const frame of frames) {
      to.push(copy(frame));
      await settle();
    }
    return to.out.length - before;
  }

  /** A peer joins, and the server notifies both. Bob's key is ratcheted, and he announces it. */
  async function somebodyJoins(name: string): Promise<Peer> {
    const newcomer = await Peer.start(name, clock);
    for (const peer of [alice, bob]) await peer.hearsOf(newcomer, "peer-joined");
    await deliver(alice, bob);
    await clock.advance(settled);
    await deliver(alice, bob);
    return newcomer;
  }

  /** Bob's present announcement to Alice, which the server holds back. */
  async function withheldAnnouncement(): Promise<Uint8Array[]> {
    await clock.advance(settled);
    const withheld = bob.outgoing().filter((message) => destinationOf(message) === alice.connectionId);
    await deliver(alice, bob);
    return withheld;
  }

  beforeEach(async () => {
    clock = new FakeClock();
    alice = await Peer.start("alice", clock);
    bob = await Peer.start("bob", clock);
    await meet(alice, bob);
    sent = bob.sends("video");
    shown = alice.receives("video", bob);
    recorded = await bobSends(5);
    expect(await play(recorded)).toBe(5);
  });

  it("are not shown while their key is still held", async () => {
    expect(await play(recorded)).toBe(0);
  });

  it("are not shown on another receiver of the same peer, or after that receiver was bound again", async () => {
    const other = alice.receives("video", bob);
    expect(await play(recorded, other)).toBe(0);
    alice.core.receive({ type: "rebind", transformId: 0, connectionId: bob.connectionId });
    await settle();
    expect(await play(recorded)).toBe(0);
    expect(await play(await bobSends(1))).toBe(1);
  });

  it("are not shown after an announcement that the server held back until its key had expired", async () => {
    const withheld = await withheldAnnouncement();
    expect(withheld.length).toBeGreaterThan(0);
    await somebodyJoins("carol");
    expect(await play(await bobSends(1))).toBe(1);
    await clock.advance(keyLifetime);
    for (const message of withheld) await alice.give(message);
    expect(await play(recorded)).toBe(0);
    expect(await play(await bobSends(1))).toBe(1);
  });

  it("are not shown after made-up joins, or after Bob announced his key again", async () => {
    const carol = await Peer.start("carol", clock);
    for (let i = 0; i < 70; i++) {
      await alice.hearsOf({ connectionId: id(`nobody${i}`), bundle: carol.bundle }, "peer-joined");
    }
    expect(await play(recorded)).toBe(0);
    await bob.hearsOf(carol, "peer-present");
    await clock.advance(settled);
    await deliver(alice, bob);
    expect(await play(recorded)).toBe(0);
    expect(await play(await bobSends(1))).toBe(1);
  });

  it("are not shown after the server said that Bob left and came back", async () => {
    await alice.hearsThatLeft(bob);
    await alice.hearsOf(bob, "peer-joined");
    await deliver(alice, bob);
    await clock.advance(settled);
    await deliver(alice, bob);
    expect(await play(recorded)).toBe(0);
  });

  it("are not shown on a new receiver after Bob's only receiver and Bob were removed", async () => {
    alice.core.receive({ type: "detach", transformId: 0 });
    await alice.hearsThatLeft(bob);
    await alice.hearsOf(bob, "peer-joined");
    await deliver(alice, bob);
    await clock.advance(settled);
    await deliver(alice, bob);
    expect(await play(recorded, alice.receives("video", bob))).toBe(0);
  });

  it("are decrypted once when they were only late", async () => {
    const late = await bobSends(3);
    expect(await play(await bobSends(20))).toBe(20);
    await somebodyJoins("carol");
    expect(await play([...late].reverse())).toBe(3);
    expect(await play(late)).toBe(0);
  });
});
