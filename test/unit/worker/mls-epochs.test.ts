import { describe, expect, it, vi } from "vitest";
import { roomCode } from "../../../src/e2ee/identity/room-code.ts";
import type { FrameKey } from "../../../src/e2ee/media/frame-crypto.ts";
import type { PeerEncryption } from "../../../src/status.ts";
import { ann, announced, ben, bytes, epoch, others, ours, self, started } from "./mls-engine.ts";

describe("a new epoch of a call with MLS", () => {
  it("brings our first key at once, and the first key of a peer as a change to report", async () => {
    const { options, keys, peers, sealing, messageSealer, reporter } = await started();
    await keys.peerPresent(announced(ann));
    reporter.changed.mockClear();
    const change = epoch();
    await options.entered(change);
    const [connectionId, key] = sealing.start.mock.calls[0] as [string, FrameKey];
    expect([connectionId, key.keyId, key.key.usages]).toEqual([self, 5, ["encrypt"]]);
    expect(messageSealer.setKey.mock.calls).toEqual([[key]]);
    expect([sealing.switchNow.mock.calls, sealing.switchLater.mock.calls]).toEqual([[], []]);
    const peer = peers.find(ann);
    expect(peer?.ring.newestKeyId).toBe(5);
    expect(reporter.changed.mock.calls).toEqual([[peer]]);
    expect(reporter.moved).not.toHaveBeenCalled();
    expect([...change.materials.values()]).toEqual([new Uint8Array(32), new Uint8Array(32)]);
    const room = { suite: "x25519", epoch: 5, size: 2, code: await roomCode(change.authenticator) };
    expect(reporter.entered.mock.lastCall).toEqual([room]);
    expect(reporter.flush).toHaveBeenCalledOnce();
  });

  it("reports a later key of a peer with the next counters only", async () => {
    const { options, keys, peers, reporter } = await started();
    await keys.peerPresent(announced(ann));
    await options.entered(epoch());
    const peer = peers.find(ann) ?? expect.fail("no peer");
    peer.reported = { status: "ready" };
    reporter.changed.mockClear();
    await options.entered(epoch({ epoch: 6, materials: new Map([[ann, bytes(3)]]) }));
    expect(reporter.changed).not.toHaveBeenCalled();
    expect(reporter.moved.mock.calls).toEqual([[peer]]);
    expect(peer.ring.newestKeyId).toBe(6);
  });

  it.each([
    ["a join", true, 300],
    ["a leave", false, 1000],
  ])("after %s uses its key later", async (_what, added, delay) => {
    const { options, sealing, messageSealer } = await started();
    await options.entered(epoch());
    await options.entered(epoch({ epoch: 6, added, materials: new Map([[self, bytes(3)]]) }));
    const [key, delayMs] = sealing.switchLater.mock.calls[0] as [FrameKey, number];
    expect([key.keyId, delayMs]).toEqual([6, delay]);
    expect(messageSealer.setKey).toHaveBeenLastCalledWith(key);
    expect(sealing.start).toHaveBeenCalledOnce();
    expect(sealing.switchNow).not.toHaveBeenCalled();
  });

  it("of another group uses its key at once, and ends the keys of the group before", async () => {
    const { options, keys, peers, sealing, reporter } = await started();
    await keys.peerPresent(announced(ann));
    const peer = peers.find(ann) ?? expect.fail("no peer");
    const startOver = vi.spyOn(peer.ring, "startOver");
    await options.entered(epoch());
    await options.entered(epoch({ epoch: 6 }));
    expect(startOver).not.toHaveBeenCalled();
    reporter.changed.mockClear();
    peer.reported = { status: "ready" };
    await options.entered(
      epoch({
        epoch: 1,
        newGroup: true,
        materials: new Map([
          [self, bytes(4)],
          [ann, bytes(5)],
        ]),
      }),
    );
    expect(startOver).toHaveBeenCalledOnce();
    expect(reporter.changed.mock.calls).toEqual([[peer]]);
    expect(peer.ring.newestKeyId).toBe(1);
    expect((sealing.switchNow.mock.calls[0] as [FrameKey])[0].keyId).toBe(1);
    expect(sealing.switchLater).toHaveBeenCalledOnce();
  });

  it("gives no key to a peer of another agreement or one that is not present, and wipes it", async () => {
    const { options, keys, peers } = await started();
    await keys.peerPresent(announced(ann, others));
    const change = epoch({
      materials: new Map([
        [ann, bytes(2)],
        [ben, bytes(3)],
      ]),
    });
    await options.entered(change);
    expect(peers.find(ann)?.ring.newestKeyId).toBeNull();
    expect(peers.find(ben)).toBeUndefined();
    expect([...change.materials.values()]).toEqual([new Uint8Array(32), new Uint8Array(32)]);
  });
});

describe("frames that cannot be decrypted in a call with MLS", () => {
  const failing = (reason: "no-key" | "auth-failed" | "malformed") =>
    ({ status: "failing", reason }) as const;

  async function watched(encryption: PeerEncryption, keyPackage = ours) {
    const test = await started();
    await test.keys.peerPresent(announced(ann, keyPackage));
    const peer = test.peers.find(ann) ?? expect.fail("no peer");
    const show = vi.spyOn(peer, "encryption").mockReturnValue(encryption);
    const lookFor = async (milliseconds: number) => {
      await test.clock.advance(milliseconds);
      for (const task of test.tasks.splice(0)) await task();
      return test.session.unopened.mock.calls.map(([times]) => [...times]);
    };
    return { ...test, show, lookFor };
  }

  it.each(["no-key", "auth-failed"] as const)(
    "may show that we lost the group, with the time since the first check that found them (%s)",
    async (reason) => {
      const { lookFor, show } = await watched(failing(reason));
      expect(await lookFor(999)).toEqual([]);
      expect(await lookFor(1)).toEqual([[[ann, 0]]]);
      expect((await lookFor(2_000)).slice(1)).toEqual([[[ann, 1_000]], [[ann, 2_000]]]);
      show.mockReturnValue({ status: "encrypted" });
      expect(await lookFor(10_000)).toHaveLength(3);
    },
  );

  it("count from the next check when they are decrypted in between", async () => {
    const { lookFor, show } = await watched(failing("no-key"));
    for (let i = 1; i <= 3; i++) {
      show.mockReturnValue(failing("no-key"));
      await lookFor(1_000);
      show.mockReturnValue({ status: "encrypted" });
      expect((await lookFor(1_000)).flat()).toEqual(Array.from({ length: i }, () => [ann, 0]));
    }
  });

  it.each<readonly [string, PeerEncryption, string]>([
    ["are malformed", failing("malformed"), ours],
    ["are decrypted", { status: "encrypted" }, ours],
    ["are of another agreement", failing("no-key"), others],
  ])("show nothing when they %s", async (_what, encryption, keyPackage) => {
    const { lookFor, tasks } = await watched(encryption, keyPackage);
    const enqueued = vi.spyOn(tasks, "push");
    expect(await lookFor(10_000)).toEqual([]);
    expect(enqueued).not.toHaveBeenCalled();
  });

  it("are counted apart from frames that can be decrypted", async () => {
    const { show, options } = await watched(failing("no-key"));
    const { opensFrames } = options;
    expect(opensFrames()).toBe(false);
    show.mockReturnValue({ status: "encrypted" });
    expect(opensFrames()).toBe(true);
  });

  it("show nothing after the end", async () => {
    const { lookFor, keys, clock } = await watched(failing("no-key"));
    expect(await lookFor(1_000)).toHaveLength(1);
    keys.close();
    expect(await lookFor(10_000)).toHaveLength(1);
    expect(clock.pending).toBe(0);
  });
});
