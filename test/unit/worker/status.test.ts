import { beforeEach, describe, expect, it, vi } from "vitest";
import { bundle, FakeFrame, type FakeStreams, Harness, id, keyMessage, settle } from "./harness.ts";

const plain = () => new FakeFrame(new Uint8Array(60).fill(3), "delta");

describe("the status of a peer", () => {
  let harness: Harness;
  let video: FakeStreams;
  const alice = () => harness.reported("alice");

  /**
   * Passes frames at this rate for this time. `make` creates each frame. Returns every status that was
   * reported.
   */
  async function flow(
    streams: FakeStreams,
    ms: number,
    every: number,
    make: (at: number) => Promise<FakeFrame> | FakeFrame,
  ): Promise<string[]> {
    const seen: string[] = [];
    for (let at = 0; at < ms; at += every) {
      streams.push(await make(at));
      await harness.clock.advance(every);
      await settle();
      const status = alice();
      if (status !== undefined && seen.at(-1) !== status) seen.push(status);
    }
    return seen;
  }

  const good = () => harness.sealed("alice", 1, "key");
  const bad = () => harness.sealed("alice", 9, "key");

  beforeEach(async () => {
    harness = await new Harness().started();
    video = harness.receiver("video", "alice");
  });

  it("is exchanging, then ready, then encrypted", async () => {
    await harness.request({ kind: "peer-present", connectionId: id("alice"), bundle });
    expect(alice()).toBe("exchanging");
    await harness.request({ kind: "key-message", message: keyMessage(id("alice"), 0, 1) });
    expect(alice()).toBe("ready");
    video.push(await good());
    await settle();
    expect(alice()).toBe("encrypted");
  });

  it("is reported at once, and counts at most twice a second", async () => {
    await harness.joined("alice", 1);
    const facts = () => harness.posted.filter((message) => message.type === "facts").length;
    video.push(await good());
    await settle();
    expect(alice()).toBe("encrypted");
    const before = facts();
    await flow(video, 2_000, 50, good);
    expect(facts() - before).toBeGreaterThanOrEqual(3);
    expect(facts() - before).toBeLessThanOrEqual(5);
  });

  it("says that a stream is idle three seconds after its last frame, and active again at its next frame", async () => {
    const idle = () => harness.lastFacts("alice")?.receivers.map((receiver) => receiver.idle);
    harness.receiver("audio", "alice");
    await harness.joined("alice", 1);
    await flow(video, 2_900, 100, good);
    expect(idle(), "nothing has come on the second one").toEqual([false, false]);
    await flow(video, 500, 100, good);
    expect(idle()).toEqual([false, true]);
    await harness.clock.advance(2_500);
    expect(idle()).toEqual([false, true]);
    await harness.clock.advance(1_000);
    expect(idle()).toEqual([true, true]);
    expect(alice(), "what has come was sealed").toBe("encrypted");
    video.push(await good());
    await settle();
    expect(idle(), "at once").toEqual([false, true]);
  });

  it("leaves no timer when nothing happens", async () => {
    await harness.joined("alice", 1);
    await flow(video, 1_000, 100, good);
    await harness.clock.advance(60_000);
    expect(harness.clock.pending).toBe(0);
  });

  it("is unprotected for a peer without announced keys, and none of its frames is shown", async () => {
    await harness.request({ kind: "peer-present", connectionId: id("alice"), bundle: null });
    const seen = await flow(video, 2_000, 100, plain);
    expect(seen).toEqual(["unprotected"]);
    expect(video.out).toEqual([]);
  });

  it("is failing with no-key for frames of a peer that was never announced", async () => {
    const seen = await flow(video, 5_000, 100, () => harness.sealed("alice", 1, "key"));
    expect(seen).toEqual(["exchanging", "failing no-key"]);
    expect(video.out).toEqual([]);
    await harness.joined("alice", 1);
    await flow(video, 1_500, 100, good);
    expect(alice()).toBe("encrypted");
  });

  it("stays encrypted with a few late or stray frames", async () => {
    await harness.joined("alice", 1);
    await flow(video, 1_000, 50, good);
    expect(await flow(video, 200, 50, bad)).toEqual(["encrypted"]);
    expect(await flow(video, 2_000, 50, good)).toEqual(["encrypted"]);
  });

  it("stays encrypted when the network repeats a burst of frames", async () => {
    await harness.joined("alice", 1);
    const first = await good();
    const copies = Array.from({ length: 20 }, () => new FakeFrame(first.bytes, "key"));
    video.push(first, ...copies);
    await settle();
    expect(await flow(video, 3_000, 50, good)).toEqual(["encrypted"]);
    expect((await harness.peer("alice")).receivers[0]?.refused.replayed).toBe(20);
  });

  it.each([
    ["auth-failed", () => harness.sealed("alice", 9)],
    ["malformed", plain],
    ["wrong-sender", () => harness.sealed("bob", 1)],
    ["no-key", () => harness.sealed("alice", 1, "delta", 7)],
  ] as const)(
    "is failing with %s while frames cannot be decrypted, and recovers within about a second",
    async (reason, make) => {
      await harness.joined("alice", 1);
      await flow(video, 1_000, 50, good);
      const seen = await flow(video, 2_500, 50, make as () => FakeFrame);
      expect(seen).toEqual(["encrypted", `failing ${reason}`]);
      expect(await flow(video, 1_000, 50, make as () => FakeFrame)).toEqual([`failing ${reason}`]);
      expect((await flow(video, 2_500, 50, good)).at(-1)).toBe("encrypted");
    },
  );

  it("is failing with replayed while frames keep arriving twice", async () => {
    await harness.joined("alice", 1);
    let last: FakeFrame | null = null;
    const seen = await flow(video, 3_000, 50, async (at) => {
      if (at % 250 === 200 && last) return last;
      const next = await good();
      last = new FakeFrame(next.bytes, "key");
      return next;
    });
    expect(seen).toEqual(["encrypted", "failing replayed"]);
    expect((await flow(video, 1_500, 50, good)).at(-1)).toBe("encrypted");
  });

  it("does not flicker while it fails", async () => {
    await harness.joined("alice", 1);
    await flow(video, 500, 50, good);
    const seen = await flow(video, 5_000, 50, (at) => (at % 400 === 0 ? bad() : good()));
    expect(seen).toEqual(["encrypted", "failing auth-failed"]);
  });

  it("is failing when one stream fails while the other is decrypted", async () => {
    await harness.joined("alice", 1);
    const audio = harness.receiver("audio", "alice");
    let at = 0;
    const seen = await flow(video, 3_000, 50, async () => {
      if (at++ % 2 === 0) audio.push(await harness.sealed("alice", 1, "audio"));
      return bad();
    });
    expect(seen).toEqual(["encrypted", "failing auth-failed"]);
    expect(audio.out.length).toBeGreaterThan(20);
  });

  it("is failing also for a stream of one frame per second", async () => {
    await harness.joined("alice", 1);
    expect(await flow(video, 4_000, 1_000, bad)).toEqual(["ready", "failing auth-failed"]);
  });

  it("has the reason of most frames", async () => {
    await harness.joined("alice", 1);
    const seen = await flow(video, 3_000, 50, (at) => (at % 500 === 0 ? plain() : bad()));
    expect(seen.at(-1)).toBe("failing auth-failed");
  });

  it("ignores padding, which senders use to probe the network", async () => {
    await harness.joined("alice", 1);
    expect(await flow(video, 2_000, 100, () => new FakeFrame(new Uint8Array(0), "delta"))).toEqual(["ready"]);
    expect((await harness.peer("alice")).receivers).toMatchObject([
      { received: 0, refused: { malformed: 0 } },
    ]);
  });

  it("returns to ready after some seconds without frames", async () => {
    await harness.joined("alice", 1);
    await flow(video, 1_000, 100, good);
    await harness.clock.advance(4_000);
    expect(alice()).toBe("encrypted");
    await harness.clock.advance(1_500);
    expect(alice()).toBe("ready");
    video.push(await good());
    await settle();
    expect(alice()).toBe("encrypted");
  });

  it("stays encrypted for a muted video of one frame per second", async () => {
    await harness.joined("alice", 1);
    expect(await flow(video, 12_000, 1_000, good)).toEqual(["encrypted"]);
  });

  it("does not fail because of frames before the key, or after a moment without a key", async () => {
    await harness.request({ kind: "peer-present", connectionId: id("alice"), bundle });
    expect(await flow(video, 2_500, 100, good)).toEqual(["exchanging"]);
    await harness.request({ kind: "key-message", message: keyMessage(id("alice"), 0, 1) });
    await settle();
    expect(await flow(video, 1_000, 100, good)).toEqual(["encrypted"]);
  });

  it("is failing with no-key when its frames keep arriving without a key", async () => {
    await harness.request({ kind: "peer-present", connectionId: id("alice"), bundle });
    expect(await flow(video, 8_000, 100, good)).toEqual(["exchanging", "failing no-key"]);
    await harness.request({ kind: "key-message", message: keyMessage(id("alice"), 0, 1) });
    expect((await flow(video, 500, 100, good)).at(-1)).toBe("encrypted");
  });

  it("changes to the peer that a receiver was rebound to", async () => {
    await harness.joined("alice", 1);
    await harness.joined("bob", 2);
    const reused = harness.receiver("video", "alice");
    reused.push(await good());
    await settle();
    harness.core.receive({ type: "rebind", transformId: reused.transformId, connectionId: id("bob") });
    reused.push(await harness.sealed("bob", 2, "key"), await harness.sealed("alice", 1, "key"));
    await settle();
    expect(reused.out).toHaveLength(2);
    expect(harness.reported("bob")).toBe("encrypted");
    expect((await harness.peer("bob")).receivers).toMatchObject([
      { passed: 1, refused: { "wrong-sender": 1 } },
    ]);
    expect((await harness.peer("alice")).receivers).toHaveLength(1);
  });

  it("is removed with the keys when the peer leaves", async () => {
    await harness.joined("alice", 1);
    video.push(await good());
    await settle();
    await harness.request({ kind: "peer-left", connectionId: id("alice") });
    expect(alice()).toBeUndefined();
    video.push(await good());
    await settle();
    expect(video.out).toHaveLength(1);
  });

  it("contains the fingerprint and the safety number once they are known", async () => {
    await harness.joined("alice", 1);
    await harness.clock.advance(100);
    await vi.waitFor(async () => {
      const peer = await harness.peer("alice");
      expect(peer.fingerprint).toBe(`fingerprint of ${id("alice")}`);
      expect(peer.safetyNumber?.digits).toMatch(/^\d{60}$/);
    });
  });
});
