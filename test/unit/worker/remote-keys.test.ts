import { beforeEach, describe, expect, it } from "vitest";
import { ratchetMaterial } from "../../../src/e2ee/agreement/material.ts";
import type { RemoteMaterials } from "../../../src/e2ee/agreement/types.ts";
import { importFrameKey } from "../../../src/e2ee/media/frame-crypto.ts";
import type { KeyContext } from "../../../src/e2ee/worker/engines.ts";
import { Peers } from "../../../src/e2ee/worker/peers.ts";
import { RemoteKeys } from "../../../src/e2ee/worker/remote-keys.ts";
import { FakeClock, id, material } from "./fakes.ts";

let peers: Peers;
let keys: RemoteKeys;
let said: string[];

beforeEach(() => {
  peers = new Peers(new FakeClock());
  said = [];
  const reporter = { moved: () => said.push("moved"), changed: () => said.push("changed") };
  keys = new RemoteKeys({ peers, reporter } as unknown as KeyContext);
});

const of = (name: string, keyId: number, secretKeyMaterial = material(keyId + 1)): RemoteMaterials => ({
  [id(name)]: { keyId, secretKeyMaterial },
});
/** The key ids that Ann's ring holds, with the newest one. */
function ring(highest = 40) {
  const { ring: held } = peers.find(id("ann")) ?? {};
  const all = Array.from({ length: highest }, (_, keyId) => keyId);
  return { held: all.filter((keyId) => held?.get(keyId) !== undefined), newest: held?.newestKeyId };
}

describe("the keys of other peers", () => {
  it("are put into the rings of their peers, and their materials are wiped", async () => {
    peers.add(id("ann"), "keys");
    const materials = of("ann", 3);
    await keys.add(materials, "announced");
    expect(ring()).toEqual({ held: [3], newest: 3 });
    expect(materials[id("ann")]?.secretKeyMaterial).toEqual(new Uint8Array(32));
    expect(said).toEqual(["changed"]);
  });

  it("of peers that are not there or announced none are wiped and not used", async () => {
    peers.add(id("ann"), "none");
    const materials = { ...of("ann", 3), ...of("eve", 3) };
    await keys.add(materials, "announced");
    expect([ring().held, said]).toEqual([[], []]);
    for (const { secretKeyMaterial } of Object.values(materials))
      expect(secretKeyMaterial).toEqual(new Uint8Array(32));
  });

  it("that we only guess are told as a new number, and do not replace what the peer announced", async () => {
    const { ring: held } = peers.add(id("ann"), "keys");
    await keys.add(of("ann", 3), "announced");
    await keys.add(of("ann", 4), "guessed");
    expect([held.get(3)?.guessed, held.get(4)?.guessed]).toEqual([false, true]);
    expect(said).toEqual(["changed", "moved"]);
  });

  it("are reported at once only when they are first ones, because a peer can announce any number", async () => {
    const peer = peers.add(id("ann"), "keys");
    await keys.add(of("ann", 3), "announced");
    peer.reported = peer.encryption();
    await keys.add(of("ann", 5), "announced");
    await keys.add(of("ann", 4), "late");
    expect(said).toEqual(["changed", "moved", "moved"]);
  });

  it("that come late open old frames, and are no newest key", async () => {
    peers.add(id("ann"), "keys");
    await keys.add(of("ann", 3), "announced");
    await keys.add(of("ann", 2), "late");
    expect(ring()).toEqual({ held: [2, 3], newest: 3 });
  });

  it("that were announced before joins are moved on once for each of them", async () => {
    const { ring: held } = peers.add(id("ann"), "keys");
    await keys.add(of("ann", 1), "announced");
    for (const keyId of [2, 3]) await keys.add(of("ann", keyId), "guessed");
    await keys.add(of("ann", 1, material(9)), "announced");
    expect(ring()).toMatchObject({ held: [1, 2, 3, 4], newest: 4 });
    expect([held.get(1)?.guessed, held.get(4)?.guessed]).toEqual([false, true]);
    const next = await ratchetMaterial(await ratchetMaterial(new Uint8Array(32).fill(9)));
    expect(held.get(3)?.writeIv).toEqual((await importFrameKey(next, 3, "decrypt")).writeIv);
  });

  it("are moved on as often after a later guess, until the peer has left", async () => {
    peers.add(id("ann"), "keys");
    await keys.add(of("ann", 1), "announced");
    await keys.add(of("ann", 2), "guessed");
    await keys.add(of("ann", 1, material(9)), "announced");
    expect(ring().newest).toBe(3);
    await keys.add(of("ann", 10), "guessed");
    expect(ring().newest).toBe(12);
    keys.forget(id("ann"));
    await keys.add(of("ann", 20), "guessed");
    expect(ring().newest).toBe(20);
  });
});
