import { beforeEach, describe, expect, it } from "vitest";
import { type FrameKey, importFrameKey } from "../../../src/e2ee/media/frame-crypto.ts";
import { Peers } from "../../../src/e2ee/worker/peers.ts";
import { FakeClock, id, material } from "./fakes.ts";

describe("the memory of peers that have left", () => {
  let peers: Peers;
  let keys: readonly FrameKey[];

  beforeEach(async () => {
    peers = new Peers(new FakeClock());
    keys = await Promise.all([0, 1].map((keyId) => importFrameKey(material(keyId + 1), keyId, "decrypt")));
  });

  /** Announces both keys, so that the first one is past, and leaves. */
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
