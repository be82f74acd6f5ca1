import { beforeEach, describe, expect, it, vi } from "vitest";
import { hintLabel, readMediaHint, writeMediaHint } from "../../../src/e2ee/messages/media-hint.ts";
import { writeReceipt } from "../../../src/e2ee/messages/receipt.ts";
import type { ReceiptState } from "../../../src/status.ts";
import { Harness, id, settle } from "./harness.ts";
import { createSender, hand, meet, received, type Sender } from "./message-sender.ts";

let harness: Harness;
let alice: Sender;
let camera: ReturnType<Harness["receiver"]>;

beforeEach(async () => {
  harness = await new Harness().started();
  alice = await createSender("alice", 1);
  await meet(harness, alice, 1);
  camera = harness.receiver("video", "alice");
});

const idle = () => harness.lastFacts("alice")?.receivers[0]?.idle;

async function hint(audio: boolean, video: boolean): Promise<void> {
  const sealed = await alice.sealer.seal(hintLabel, writeMediaHint({ audio, video }), null);
  await hand(harness, sealed, { under: hintLabel });
}

/** Frames of the camera, 100 ms apart. */
async function frames(count: number): Promise<void> {
  for (let frame = 0; frame < count; frame++) {
    camera.push(await harness.sealed("alice", 1, frame === 0 ? "key" : "delta"));
    await settle();
    await harness.clock.advance(100);
  }
}

describe("a hint of a peer about its own media", () => {
  it("shows within half a second that its camera is off, and never reaches the app", async () => {
    await frames(5);
    await hint(true, false);
    await harness.clock.advance(500);
    expect(idle()).toBe(true);
    expect(received(harness)).toEqual([]);
  });

  it("is separate from receipts under the same label, which go to the page", async () => {
    const receipt = writeReceipt({ number: 1, periods: 1, uplink: "good", entries: [] });
    const sealed = await alice.sealer.seal(hintLabel, receipt, null);
    await hand(harness, sealed, { under: hintLabel });
    expect(received(harness)).toEqual([`ALICE: ${String.fromCharCode(...receipt)}`]);
  });

  it("does not override frames that are still decrypted", async () => {
    await frames(5);
    await hint(true, false);
    const told: (boolean | undefined)[] = [];
    for (let second = 0; second < 3; second++) {
      await frames(10);
      told.push(idle());
    }
    expect(told).toEqual([false, false, false]);
    await harness.clock.advance(1_500);
    expect(idle(), "a hint that was wrong makes no silence shorter").toBe(false);
    await harness.clock.advance(2_000);
    expect(idle()).toBe(true);
  });

  it("does not show a camera as on before its frames arrive", async () => {
    await frames(5);
    await hint(true, false);
    await harness.clock.advance(1_000);
    await hint(true, true);
    await harness.clock.advance(1_000);
    expect(idle()).toBe(true);
    await frames(1);
    expect(idle()).toBe(false);
  });

  it("does not change the other kind of media", async () => {
    const microphone = harness.receiver("audio", "alice");
    microphone.push(await harness.sealed("alice", 1, "audio"));
    await hint(true, false);
    await harness.clock.advance(1_000);
    expect(harness.lastFacts("alice")?.receivers.map((receiver) => receiver.idle)).toEqual([true, false]);
  });

  it("is accepted only from the peer that it describes", async () => {
    const bob = await createSender("bob", 2);
    await meet(harness, bob, 2);
    await frames(5);
    const sealed = await bob.sealer.seal(hintLabel, writeMediaHint({ audio: false, video: false }), null);
    await hand(harness, sealed, { under: hintLabel, from: "bob" });
    await harness.clock.advance(1_000);
    expect((await harness.peer("alice")).receivers[0]).toMatchObject({ idle: false });
    expect(id("alice")).not.toBe(id("bob"));
  });

  it.each([[[]], [[1, 1]], [[2, 0, 0]], [[1, 2, 0]], [[1, 0, 0, 0]]])("is ignored when it is %j", (bytes) => {
    expect(readMediaHint(new Uint8Array(bytes))).toBeNull();
  });
});

describe("a receipt of a peer about our media", () => {
  /** Announcements to single peers. The others follow changes of presence. */
  let announced: (readonly string[])[];
  let number = 0;

  beforeEach(() => {
    announced = [];
    harness.agreement.announce = async (connectionIds?: readonly string[]) => {
      if (connectionIds) announced.push(connectionIds);
      return { messages: [new Uint8Array([7])] };
    };
  });

  async function receipt(audio: ReceiptState, video: ReceiptState, about = "self"): Promise<void> {
    number += 1;
    const entries = [{ connectionId: id(about), echo: 0, audio, video }];
    const data = writeReceipt({ number, periods: 1, uplink: "good", entries });
    await hand(harness, await alice.sealer.seal(hintLabel, data, null), { under: hintLabel });
  }

  it("gets the peer our current key again when it says that the peer has none, at most every five seconds", async () => {
    await receipt("opens", "no-key");
    await vi.waitFor(() => {
      expect(announced).toEqual([[id("alice")]]);
      expect(harness.posted).toContainEqual({ type: "send", messages: [new Uint8Array([7])] });
    });
    await receipt("no-key", "waiting");
    await harness.clock.advance(4_900);
    await receipt("no-key", "waiting");
    expect(announced).toHaveLength(1);
    await harness.clock.advance(100);
    await receipt("no-key", "waiting");
    await vi.waitFor(() => expect(announced).toEqual([[id("alice")], [id("alice")]]));
  });

  it("gets the peer no key when it says something else, or is about another peer", async () => {
    await receipt("opens", "opens");
    await receipt("silent", "auth-failed");
    await receipt("no-key", "no-key", "bob");
    expect(announced).toEqual([]);
  });
});
