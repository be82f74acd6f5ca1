import { beforeEach, describe, expect, it } from "vitest";
import { type FrameKey, importFrameKey } from "../../../src/e2ee/media/frame-crypto.ts";
import { Peers } from "../../../src/e2ee/worker/peers.ts";
import type { ReceiverRecord } from "../../../src/e2ee/worker/receiver-record.ts";
import { FakeClock, id, material } from "./fakes.ts";

describe("the memory of peers that have left", () => {
  let peers: Peers;
  let keys: readonly FrameKey[];

  beforeEach(async () => {
    peers = new Peers(new FakeClock());
    keys = await Promise.all([0, 1].map((keyId) => importFrameKey(material(keyId + 1), keyId, "decrypt")));
  });

  /** Announces both keys, so that the first one is replaced, and leaves. */
  function comesAndGoes(name: string): void {
    const { ring } = peers.add(id(name), "keys");
    for (const key of keys) ring.add(key, false);
    peers.remove(id(name));
  }

  function heldAfterReturn(name: string): (number | undefined)[] {
    const { ring } = peers.add(id(name), "keys");
    for (const key of keys) ring.add(key, false);
    return keys.map(({ keyId }) => ring.get(keyId)?.keyId);
  }

  it("prevents a replaced key from coming back", () => {
    comesAndGoes("bob");
    expect(heldAfterReturn("bob")).toEqual([undefined, 1]);
  });

  it("prevents all keys of a peer from coming back after too many others have left", () => {
    comesAndGoes("bob");
    for (let i = 0; i < 1_024; i++) comesAndGoes(`other ${i}`);
    expect(heldAfterReturn("bob")).toEqual([undefined, undefined]);
    peers.remove(id("bob"));
    expect(heldAfterReturn("bob")).toEqual([undefined, undefined]);
    expect(heldAfterReturn("other 1023")).toEqual([undefined, 1]);
  });
});

describe("the peers of a call", () => {
  const first = id("bob");
  let peers: Peers;

  beforeEach(() => {
    peers = new Peers(new FakeClock());
  });

  const receiver = {} as ReceiverRecord;

  it("are counted once each, while the page announces them", () => {
    peers.add(first, "keys");
    peers.add(first, "none");
    peers.findOrAdd(id("seen"));
    expect(peers.announced).toBe(1);
    expect([...peers].map(({ connectionId }) => connectionId)).toEqual([first, id("seen")]);
    peers.remove(id("seen"));
    peers.remove(id("never seen"));
    expect(peers.announced).toBe(1);
    peers.remove(first);
    peers.remove(first);
    expect([peers.announced, [...peers]]).toEqual([0, []]);
  });

  it("stay as unknown peers without keys while a receiver shows them", async () => {
    const peer = peers.add(first, "keys");
    peer.ring.add(await importFrameKey(material(1), 0, "decrypt"), false);
    peer.receivers.add(receiver);
    peers.remove(first);
    expect(peers.find(first)).toBe(peer);
    expect([peer.announced, peer.ring.newestKeyId, peers.announced]).toEqual(["unknown", null, 0]);
    peer.receivers.clear();
    peers.forget(peer);
    expect(peers.find(first)).toBeUndefined();
  });

  it("are not forgotten while they are announced", () => {
    const peer = peers.add(first, "keys");
    peers.forget(peer);
    expect(peers.find(first)).toBe(peer);
  });

  it("are all gone without their keys after the end", async () => {
    const { ring } = peers.add(first, "keys");
    ring.add(await importFrameKey(material(1), 0, "decrypt"), false);
    peers.wipe();
    expect([peers.announced, [...peers], ring.newestKeyId]).toEqual([0, [], null]);
  });
});
