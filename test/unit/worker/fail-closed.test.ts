import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FrameSealer, importFrameKey } from "../../../src/e2ee/media/frame-crypto.ts";
import { FramePipe } from "../../../src/e2ee/worker/host.ts";
import { SenderTransform } from "../../../src/e2ee/worker/sender-transform.ts";
import { FakeFrame, FakeStreams, id, material, settle } from "./fakes.ts";
import { Harness } from "./harness.ts";

/** An error in the handling of a frame must not let the frame pass. */

const plain = () => new FakeFrame(new Uint8Array(60).fill(7), "key");

afterEach(() => void vi.restoreAllMocks());

describe("a frame whose sealing fails", () => {
  let sealer: FrameSealer;
  let out: FakeFrame[];
  let counted: number;
  let sender: SenderTransform;

  beforeEach(async () => {
    sealer = new FrameSealer({ connectionId: id("self"), onExhausted: () => undefined });
    sealer.setKey(await importFrameKey(material(1), 0, "encrypt"));
    out = [];
    counted = 0;
    sender = new SenderTransform({
      transformId: 0,
      kind: "video",
      sealer: () => sealer,
      write: (frame) => out.push(frame as FakeFrame),
      onCount: () => counted++,
    });
  });

  it.each<[string, () => void]>([
    ["WebCrypto rejects", () => vi.spyOn(crypto.subtle, "encrypt").mockRejectedValue(new Error("no"))],
    [
      "WebCrypto throws",
      () =>
        vi.spyOn(crypto.subtle, "encrypt").mockImplementation(() => {
          throw new Error("no");
        }),
    ],
    ["the sealer rejects", () => vi.spyOn(sealer, "seal").mockRejectedValue(new Error("no"))],
    [
      "the sealer throws",
      () =>
        vi.spyOn(sealer, "seal").mockImplementation(() => {
          throw new Error("no");
        }),
    ],
    ["there is no key any more", () => sealer.setKey(null)],
  ])("is not sent when %s, and is counted", async (_how, fail) => {
    fail();
    await sender.handle(plain());
    expect(out).toEqual([]);
    expect(sender.facts()).toMatchObject({ received: 1, passed: 0, dropped: 1 });
    expect(counted).toBe(1);
  });

  it("is not sent when the browser does not report its codec", async () => {
    const frame = plain();
    vi.spyOn(frame, "getMetadata").mockImplementation(() => {
      throw new Error("no");
    });
    await sender.handle(frame);
    expect([out, sender.facts().dropped]).toEqual([[], 1]);
  });

  it("is not sent when its transform was stopped during sealing", async () => {
    const sealing = sender.handle(plain());
    sender.stop();
    await sealing;
    expect([out, sender.facts().dropped]).toEqual([[], 1]);
  });

  it("does not prevent the next frame from being sealed and sent", async () => {
    vi.spyOn(crypto.subtle, "encrypt").mockRejectedValueOnce(new Error("no"));
    await sender.handle(plain());
    await sender.handle(plain());
    expect(out).toHaveLength(1);
    expect(out[0]?.bytes.length).toBeGreaterThan(60);
  });
});

describe("the pipe of a transform", () => {
  it.each<[string, (frame: unknown) => Promise<void> | undefined]>([
    [
      "throws",
      () => {
        throw new Error("no");
      },
    ],
    ["rejects", () => Promise.reject(new Error("no"))],
    ["does nothing", () => undefined],
  ])("passes no frame whose handling %s, and continues to read", async (_how, fail) => {
    const streams = new FakeStreams();
    const pipe = new FramePipe(streams);
    const handled: unknown[] = [];
    const last = plain();
    void pipe.run((frame) => {
      handled.push(frame);
      if (frame !== last) return fail(frame);
      pipe.write(frame);
      return undefined;
    });
    streams.push(plain(), plain(), last);
    await vi.waitFor(() => expect(handled).toHaveLength(3));
    await settle();
    expect(streams.out).toEqual([last]);
  });

  it("keeps both streams locked, so that no other code can read or write them", () => {
    const streams = new FakeStreams();
    void new FramePipe(streams).run(() => undefined);
    expect([streams.readable.locked, streams.writable.locked]).toEqual([true, true]);
  });
});

describe("the key of a frame", () => {
  it.each(["encrypt", "decrypt"] as const)(
    "cannot be exported, and can be used to %s only",
    async (usage) => {
      const { key, base } = await importFrameKey(material(1), 0, usage);
      expect([key.extractable, key.usages]).toEqual([false, [usage]]);
      expect(base.extractable).toBe(false);
      for (const each of [key, base]) await expect(crypto.subtle.exportKey("raw", each)).rejects.toThrow();
    },
  );
});

describe("a receiver", () => {
  it("shows no frame after it was blocked, including held frames and frames in progress", async () => {
    const harness = await new Harness().started();
    await harness.joined("alice", 1);
    const video = harness.receiver("video", "alice");
    video.push(await harness.sealed("alice", 1, "key"));
    await vi.waitFor(() => expect(video.out).toHaveLength(1));
    video.push(await harness.sealed("alice", 1), await harness.sealed("alice", 9, "delta", 1));
    await harness.request({ kind: "block", transformIds: [video.transformId] });
    video.push(await harness.sealed("alice", 1, "key"));
    await settle();
    const shown = video.out.length;
    video.push(await harness.sealed("alice", 1, "key"));
    await harness.clock.advance(5_000);
    expect(video.out.length).toBe(shown);
  });

  it("shows no frame after it was detached", async () => {
    const harness = await new Harness().started();
    await harness.joined("alice", 1);
    const video = harness.receiver("video", "alice");
    harness.core.receive({ type: "detach", transformId: video.transformId });
    video.push(await harness.sealed("alice", 1, "key"));
    await settle();
    expect(video.out).toEqual([]);
  });

  it("that the browser reuses shows its new sender, and no longer its first one", async () => {
    const harness = await new Harness().started();
    await harness.joined("alice", 1);
    await harness.joined("bob", 2);
    const video = harness.receiver("video", "alice");
    video.push(await harness.sealed("alice", 1, "key"));
    await vi.waitFor(() => expect(video.out).toHaveLength(1));
    harness.core.receive({ type: "rebind", transformId: video.transformId, connectionId: id("bob") });
    video.push(await harness.sealed("alice", 1, "key"));
    await settle();
    expect(video.out).toHaveLength(1);
    video.push(await harness.sealed("bob", 2, "key"));
    await vi.waitFor(() => expect(video.out).toHaveLength(2));
    expect((await harness.peer("alice")).receivers).toEqual([]);
    expect((await harness.peer("bob")).receivers).toMatchObject([
      { passed: 1, refused: { "wrong-sender": 1 } },
    ]);
  });
});

describe("an unknown codec", () => {
  const unnamed = (payloadType?: number) =>
    Object.assign(plain(), { getMetadata: () => (payloadType === undefined ? {} : { payloadType }) });

  it("prevents our frames from being sent, and is reported once", async () => {
    const harness = await new Harness().started();
    const video = harness.sender("video");
    video.push(unnamed(), unnamed(120));
    await vi.waitFor(async () => expect((await harness.facts()).senders[0]?.dropped).toBe(2));
    expect(video.out).toEqual([]);
    const told = harness.posted.filter((message) => message.type === "refused");
    expect(told).toMatchObject([{ connectionId: null, error: { code: "codec-unsupported" } }]);
  });

  it("prevents a peer's frames from being shown, and is reported once", async () => {
    const harness = await new Harness().started();
    await harness.joined("alice", 1);
    const video = harness.receiver("video", "alice");
    for (let i = 0; i < 2; i++) {
      const { bytes } = await harness.sealed("alice", 1, "key");
      video.push(Object.assign(new FakeFrame(bytes, "key"), { getMetadata: () => ({ payloadType: 120 }) }));
    }
    await vi.waitFor(async () =>
      expect((await harness.peer("alice")).receivers).toMatchObject([{ refused: { malformed: 2 } }]),
    );
    expect(video.out).toEqual([]);
    const told = harness.posted.filter((message) => message.type === "refused");
    expect(told).toMatchObject([{ connectionId: id("alice"), error: { code: "codec-unsupported" } }]);
  });

  it("becomes known once it was negotiated", async () => {
    const harness = await new Harness().started();
    harness.core.receive({ type: "codecs", codecs: { audio: {}, video: { 120: "VP8" } } });
    const video = harness.sender("video");
    video.push(unnamed(120));
    await vi.waitFor(() => expect(video.out).toHaveLength(1));
    video.push(unnamed(121));
    await vi.waitFor(async () => expect((await harness.facts()).senders[0]?.dropped).toBe(1));
  });
});
