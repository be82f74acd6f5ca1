import { beforeEach, describe, expect, it } from "vitest";
import { importFrameKey } from "../../../src/e2ee/media/frame-crypto.ts";
import { Peer } from "../../../src/e2ee/worker/peer.ts";
import { ReceiverRecord } from "../../../src/e2ee/worker/receiver-record.ts";
import { FakeClock, id, material } from "./fakes.ts";

let clock: FakeClock;
let peer: Peer;
let counted: boolean[];
let unsupported: number;
let video: ReceiverRecord;

beforeEach(() => {
  clock = new FakeClock();
  peer = new Peer(id("ann"), clock);
  peer.announced = "keys";
  [counted, unsupported] = [[], 0];
  video = new ReceiverRecord({
    transformId: 3,
    kind: "video",
    clock,
    peer,
    waiting: () => 2,
    onCount: (_peer, refused) => counted.push(refused),
    onUnsupported: () => unsupported++,
  });
  peer.receivers.add(video);
});

const frame = () => video.received(clock.now());

describe("the record of a receiver", () => {
  it("counts each frame once, by its result", () => {
    for (let i = 0; i < 5; i++) frame();
    video.opened(clock.now());
    video.opened(clock.now());
    video.skipped(clock.now());
    video.refused("auth-failed");
    video.refused("malformed");
    expect(video.facts()).toMatchObject({
      transformId: 3,
      kind: "video",
      received: 5,
      passed: 2,
      skipped: 1,
      waiting: 2,
      refused: { "auth-failed": 1, malformed: 1, "no-key": 0 },
    });
    expect(counted).toEqual([false, false, false, true, true]);
  });

  it("reports a codec that cannot be sealed once", () => {
    for (let i = 0; i < 3; i++) video.unsupported();
    expect(unsupported).toBe(1);
  });

  it("is idle after three seconds without a frame, until the next one", async () => {
    frame();
    await clock.advance(2_999);
    expect(video.idle).toBe(false);
    await clock.advance(1);
    expect([video.idle, video.facts().idle]).toEqual([true, true]);
    frame();
    expect(video.idle).toBe(false);
  });

  it("is idle after 300 ms when the peer says that it sends nothing of this kind", async () => {
    frame();
    await clock.advance(100);
    peer.hinted({ audio: true, video: false });
    await clock.advance(199);
    expect(video.idle).toBe(false);
    await clock.advance(1);
    expect(video.idle).toBe(true);
    peer.hinted({ audio: true, video: true });
    expect(video.idle, "until a frame arrives").toBe(true);
    frame();
    expect(video.idle).toBe(false);
  });

  it("does not trust the peer's hint when frames arrive a second after it", async () => {
    peer.hinted({ audio: false, video: false });
    await clock.advance(999);
    frame();
    await clock.advance(300);
    expect(video.idle).toBe(true);
    frame();
    await clock.advance(300);
    expect(video.idle).toBe(false);
    expect([peer.saysOffSince("video"), peer.saysOffSince("audio")]).not.toContain(undefined);
    expect(peer.saysOffSince("video")).toBeNull();
    expect(peer.saysOffSince("audio")).not.toBeNull();
  });
});

describe("the status of a peer", () => {
  it("follows from its announcement", () => {
    peer.announced = "none";
    expect([peer.encryption(), peer.ring.expectsKeys]).toEqual([{ status: "unprotected" }, false]);
    peer.announced = "other";
    expect(peer.encryption()).toEqual({ status: "failing", reason: "other-agreement" });
    expect(peer.ring.expectsKeys).toBe(false);
    peer.announced = "keys";
    expect([peer.encryption(), peer.ring.expectsKeys]).toEqual([{ status: "exchanging" }, true]);
  });

  it("is ready with a key, and encrypted while frames are decrypted", async () => {
    peer.ring.add(await importFrameKey(material(1), 0, "decrypt"), false);
    expect(peer.encryption()).toEqual({ status: "ready" });
    video.opened(clock.now());
    expect(peer.encryption()).toEqual({ status: "encrypted" });
    await clock.advance(5_000);
    expect(peer.encryption()).toEqual({ status: "ready" });
  });

  it("is failing while frames cannot be decrypted, also when another receiver's can", async () => {
    peer.ring.add(await importFrameKey(material(1), 0, "decrypt"), false);
    video.refused("auth-failed");
    await clock.advance(500);
    video.refused("auth-failed");
    peer.receivers.add({ health: () => "opens" } as unknown as ReceiverRecord);
    expect(peer.encryption()).toEqual({ status: "failing", reason: "auth-failed" });
  });

  it("is not failing in the first three seconds without a key, and its first key clears what was refused", async () => {
    const refuseTwice = async () => {
      video.refused("no-key");
      await clock.advance(600);
      video.refused("no-key");
    };
    await refuseTwice();
    await clock.advance(2_399);
    video.refused("no-key");
    expect(peer.encryption()).toEqual({ status: "exchanging" });
    await clock.advance(1);
    await refuseTwice();
    expect(peer.encryption()).toEqual({ status: "failing", reason: "no-key" });
    peer.ring.add(await importFrameKey(material(1), 0, "decrypt"), false);
    expect(peer.encryption()).toEqual({ status: "ready" });
    await refuseTwice();
    expect(peer.encryption(), "a missing key counts at once when others are known").toEqual({
      status: "failing",
      reason: "no-key",
    });
  });
});
