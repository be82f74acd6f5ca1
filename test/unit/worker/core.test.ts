import { describe, expect, it, vi } from "vitest";
import { openFrame } from "../../../src/e2ee/media/index.ts";
import { SoraE2EEError } from "../../../src/errors.ts";
import { bundle, FakeFrame, FakeStreams, Harness, id, keyMessage, material, settle } from "./harness.ts";

const plainVideo = () => new FakeFrame(new Uint8Array(40).fill(5), "key");
const plainAudio = () => new FakeFrame(new Uint8Array(20).fill(6));

async function openOwn(frame: FakeFrame, keyId: number) {
  return openFrame({
    secretKeyMaterial: material(keyId),
    connectionId: id("self"),
    keyId,
    frameType: frame.type === undefined ? "audio" : (frame.type as "key"),
    sealed: frame.bytes,
  });
}

const keyIdOf = (frame: FakeFrame) => frame.bytes[(frame.type === undefined ? 1 : 10) + 1];
const counterOf = (frame: FakeFrame) => frame.bytes[(frame.type === undefined ? 1 : 10) + 2];

describe("a worker before it was initialized and started", () => {
  it("passes no frame in either direction", async () => {
    const harness = new Harness();
    const [out, inward] = [harness.sender("video"), harness.receiver("video", "alice")];
    out.push(plainVideo());
    inward.push(plainVideo(), await harness.sealed("alice", 1));
    await harness.clock.advance(3_000);
    expect([out.out, inward.out]).toEqual([[], []]);
  });

  it("refuses requests with a typed error and answers each", async () => {
    const response = await new Harness().request({ kind: "start", connectionId: id("self") });
    expect(response).toMatchObject({ ok: false, error: { code: "invalid-state" } });
  });

  it("drops the frames of transforms with unknown options", async () => {
    const harness = await new Harness().started();
    for (const options of [
      null,
      "text",
      { direction: "send" },
      { direction: "send", transformId: 1, kind: "data" },
      { direction: "receive", transformId: 1, kind: "video", connectionId: "short" },
    ]) {
      const streams = new FakeStreams();
      harness.core.transforms.attach(streams, options);
      streams.push(plainVideo());
      await settle();
      expect(streams.out).toEqual([]);
    }
  });
});

describe("sealing", () => {
  it("seals audio and video with one counter, in order", async () => {
    const harness = await new Harness().started();
    const [video, audio] = [harness.sender("video"), harness.sender("audio")];
    for (let i = 0; i < 3; i++) {
      video.push(plainVideo());
      audio.push(plainAudio());
      await settle();
    }
    expect(video.out.map(counterOf)).toEqual([0, 2, 4]);
    expect(audio.out.map(counterOf)).toEqual([1, 3, 5]);
    expect(await openOwn(video.out[2] as FakeFrame, 0)).toEqual(plainVideo().bytes);
    expect((await harness.facts()).senders).toMatchObject([
      { kind: "video", received: 3, passed: 3, dropped: 0 },
      { kind: "audio", received: 3, passed: 3, dropped: 0 },
    ]);
  });

  it("keeps the order of frames that arrive in a burst", async () => {
    const harness = await new Harness().started();
    const video = harness.sender("video");
    video.push(...Array.from({ length: 50 }, plainVideo));
    await vi.waitFor(() => expect(video.out).toHaveLength(50));
    expect(video.out.map(counterOf)).toEqual(Array.from({ length: 50 }, (_, i) => i));
  });

  it("uses the new key at once after a join, and never resets the counter", async () => {
    const harness = await new Harness().started();
    const audio = harness.sender("audio");
    audio.push(plainAudio());
    await settle();
    await harness.request({ kind: "peer-joined", connectionId: id("alice"), bundle });
    audio.push(plainAudio());
    await settle();
    expect(audio.out.map((frame) => [keyIdOf(frame), counterOf(frame)])).toEqual([
      [0, 0],
      [1, 1],
    ]);
    expect(harness.posted.filter((message) => message.type === "send")).toHaveLength(1);
  });

  it("uses the new key 5 s after a leave, and not earlier", async () => {
    const harness = await new Harness().started();
    const audio = harness.sender("audio");
    await harness.request({ kind: "peer-joined", connectionId: id("alice"), bundle });
    await harness.request({ kind: "peer-left", connectionId: id("alice") });
    for (const wait of [0, 4_900, 200]) {
      await harness.clock.advance(wait);
      audio.push(plainAudio());
      await settle();
    }
    expect(audio.out.map(keyIdOf)).toEqual([1, 1, 2]);
  });

  it("does not return to the key of an earlier leave when a peer joins in between", async () => {
    const harness = await new Harness().started();
    const audio = harness.sender("audio");
    await harness.request({ kind: "peer-joined", connectionId: id("alice"), bundle });
    await harness.request({ kind: "peer-left", connectionId: id("alice") });
    await harness.clock.advance(3_000);
    await harness.request({ kind: "peer-joined", connectionId: id("bob"), bundle });
    await harness.clock.advance(6_000);
    audio.push(plainAudio());
    await settle();
    expect(audio.out.map(keyIdOf)).toEqual([3]);
  });

  it("waits 5 s for each of two leaves in a row", async () => {
    const harness = await new Harness().started();
    const audio = harness.sender("audio");
    for (const name of ["alice", "bob"]) {
      await harness.request({ kind: "peer-joined", connectionId: id(name), bundle });
    }
    await harness.request({ kind: "peer-left", connectionId: id("alice") });
    await harness.clock.advance(3_000);
    await harness.request({ kind: "peer-left", connectionId: id("bob") });
    for (const wait of [2_100, 2_800, 200]) {
      await harness.clock.advance(wait);
      audio.push(plainAudio());
      await settle();
    }
    expect(audio.out.map(keyIdOf)).toEqual([3, 3, 4]);
  });

  it("drops and counts frames that it cannot seal", async () => {
    const harness = await new Harness().started();
    const video = harness.sender("video");
    video.push(
      new FakeFrame(new Uint8Array(40), "key", "video/H265"),
      new FakeFrame(new Uint8Array(2), "delta"),
    );
    video.push(plainVideo());
    await settle();
    expect(video.out).toHaveLength(1);
    expect((await harness.facts()).senders).toMatchObject([{ received: 3, passed: 1, dropped: 2 }]);
  });

  it("passes no frame of a blocked transform, permanently", async () => {
    const harness = await new Harness().started();
    const video = harness.sender("video");
    await harness.request({ kind: "block", transformIds: [video.transformId] });
    video.push(plainVideo());
    await settle();
    expect(video.out).toEqual([]);
    harness.attach({ direction: "send", transformId: video.transformId, kind: "video" }).push(plainVideo());
    await settle();
    expect((await harness.facts()).senders).toMatchObject([{ received: 1, passed: 0, dropped: 1 }]);
  });
});

describe("a sender whose frames have ended", () => {
  it("keeps its counts until it is detached", async () => {
    const harness = await new Harness().started();
    const video = harness.sender("video");
    video.push(plainVideo());
    await settle();
    video.end();
    await settle();
    expect((await harness.facts()).senders).toMatchObject([{ received: 1, passed: 1 }]);
    harness.core.receive({ type: "detach", transformId: video.transformId });
    expect((await harness.facts()).senders).toEqual([]);
  });
});

describe("the session", () => {
  it("announces the key after presence has been quiet for a second", async () => {
    const harness = await new Harness().started();
    await harness.request({ kind: "peer-joined", connectionId: id("alice"), bundle });
    await harness.clock.advance(800);
    await harness.request({ kind: "peer-joined", connectionId: id("bob"), bundle });
    for (const name of ["alice", "bob"]) {
      await harness.request({ kind: "key-message", message: keyMessage(id(name), 0, 1) });
    }
    await harness.clock.advance(800);
    expect(harness.agreement.announced).toEqual([]);
    await harness.clock.advance(300);
    expect(harness.agreement.announced).toEqual([2]);
    await harness.clock.advance(20_000);
    expect(harness.agreement.announced).toEqual([2]);
  });

  it("makes new keys instead of announcements with an engine that cannot announce, and uses them 5 s later", async () => {
    const harness = new Harness();
    harness.renew = async () => {
      harness.agreement.known.add("nobody");
      return harness.agreement.stopSession("nobody");
    };
    await harness.started();
    await harness.request({ kind: "peer-joined", connectionId: id("alice"), bundle });
    await harness.request({ kind: "key-message", message: keyMessage(id("alice"), 0, 1) });
    await harness.clock.advance(1_100);
    expect(harness.agreement.announced).toEqual([]);
    expect(harness.posted.filter((message) => message.type === "send").at(-1)?.messages).toEqual([
      new Uint8Array([2]),
    ]);
    expect((await harness.facts()).selfKeyId).toBe(1);
    await harness.clock.advance(5_000);
    expect((await harness.facts()).selfKeyId).toBe(2);
  });

  it("ends when the engine crashes while it makes new keys, and still answers requests", async () => {
    const harness = new Harness();
    harness.renew = async () => {
      throw new SoraE2EEError("wasm-crashed", "exited");
    };
    await harness.started();
    await harness.request({ kind: "peer-joined", connectionId: id("alice"), bundle });
    await harness.clock.advance(1_100);
    expect(harness.posted.at(-1)).toMatchObject({ type: "failed", error: { code: "wasm-crashed" } });
    expect((await harness.request({ kind: "facts" })).ok).toBe(true);
  });

  it("continues after a refused key message, and names its sender", async () => {
    const harness = await new Harness().started();
    await harness.joined("alice", 1);
    const response = await harness.request({ kind: "key-message", message: keyMessage(id("alice"), 255, 0) });
    expect(response.ok).toBe(true);
    expect(harness.posted).toContainEqual(
      expect.objectContaining({
        type: "refused",
        connectionId: id("alice"),
        error: { code: "authentication-failed", message: "forged" },
      }),
    );
    expect(harness.posted.some((message) => message.type === "failed")).toBe(false);
  });

  it("keeps a key message that arrives before the notification of its peer", async () => {
    const harness = await new Harness().started();
    await harness.request({ kind: "key-message", message: keyMessage(id("alice"), 0, 1) });
    await harness.request({ kind: "peer-present", connectionId: id("alice"), bundle });
    expect(harness.reported("alice")).toBe("ready");
    expect(harness.posted.some((message) => message.type === "refused")).toBe(false);
  });

  it("ignores a repeated notification", async () => {
    const harness = await new Harness().started();
    for (let i = 0; i < 2; i++) {
      await harness.request({ kind: "peer-joined", connectionId: id("alice"), bundle });
    }
    expect((await harness.facts()).selfKeyId).toBe(1);
  });

  it("ends when it cannot get a new key after a leave", async () => {
    const harness = await new Harness().started();
    await harness.joined("alice", 1);
    const audio = harness.sender("audio");
    harness.agreement.failure = new Error("secret detail");
    await harness.request({ kind: "peer-left", connectionId: id("alice") });
    audio.push(plainAudio());
    await settle();
    expect(audio.out).toEqual([]);
    const failed = harness.posted.filter((message) => message.type === "failed");
    expect(failed).toMatchObject([{ error: { code: "internal" } }]);
    expect(JSON.stringify(harness.posted)).not.toContain("secret detail");
  });

  it("answers a failed request with its typed error, and continues", async () => {
    const harness = await new Harness().started();
    harness.agreement.failure = new SoraE2EEError("invalid-bundle", "bad bundle");
    const response = await harness.request({ kind: "peer-joined", connectionId: id("alice"), bundle });
    expect(response.ok).toBe(true);
    expect(harness.posted).toContainEqual(
      expect.objectContaining({ type: "refused", connectionId: id("alice") }),
    );
    harness.agreement.failure = null;
    await harness.joined("bob", 2);
    expect(harness.reported("bob")).toBe("ready");
  });

  it("wipes everything when it fails and leaves no timer behind", async () => {
    const harness = await new Harness().started();
    await harness.joined("alice", 1);
    await harness.request({ kind: "peer-joined", connectionId: id("bob"), bundle });
    await harness.request({ kind: "peer-left", connectionId: id("bob") });
    const [audio, video] = [harness.sender("audio"), harness.receiver("video", "alice")];
    audio.push(plainAudio());
    video.push(await harness.sealed("alice", 1, "key"));
    await settle();
    expect([audio.out, video.out].map((frames) => frames.length)).toEqual([1, 1]);
    harness.agreement.failure = new SoraE2EEError("wasm-crashed", "Gone.");
    await harness.request({ kind: "key-message", message: new Uint8Array(32).fill(65) });
    expect(harness.clock.pending).toBe(0);
    audio.push(plainAudio());
    video.push(await harness.sealed("alice", 1));
    await settle();
    expect([audio.out, video.out].map((frames) => frames.length)).toEqual([1, 1]);
    expect(await harness.facts()).toMatchObject({ selfKeyId: null, peers: [] });
  });
});
