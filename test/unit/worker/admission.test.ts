import { beforeEach, describe, expect, it } from "vitest";
import { importFrameKey } from "../../../src/e2ee/media/frame-crypto.ts";
import { KeyRing } from "../../../src/e2ee/media/key-ring.ts";
import { admitPeer } from "../../../src/e2ee/worker/admission.ts";
import type { KeyContext } from "../../../src/e2ee/worker/engines.ts";
import { endsCall, otherWorker, toFailure } from "../../../src/e2ee/worker/failure.ts";
import { Peers } from "../../../src/e2ee/worker/peers.ts";
import { stepsAhead } from "../../../src/e2ee/worker/steps-ahead.ts";
import { SoraE2EEError } from "../../../src/errors.ts";
import { FakeClock, id, material } from "./fakes.ts";

describe("a peer that the page announces", () => {
  let peers: Peers;
  let said: string[];

  beforeEach(() => {
    peers = new Peers(new FakeClock());
    said = [];
  });

  function admit(connectionId: string, announced: "keys" | "none" = "keys"): boolean {
    const context = {
      peers,
      reporter: { changed: () => said.push("changed") },
      refused: (_connectionId: string | null, { code }: SoraE2EEError) => said.push(code),
    } as unknown as KeyContext;
    return admitPeer(context, id("self"), connectionId, announced);
  }

  it("is added once, unless it announced no keys before", () => {
    expect([admit(id("ann"), "none"), admit(id("ann")), admit(id("ann"))]).toEqual([true, true, false]);
    expect([peers.find(id("ann"))?.announced, said]).toEqual(["keys", ["changed", "changed"]]);
  });

  it("is not added under our own id, or under an id that is none", () => {
    expect([admit(id("self")), admit("x")]).toEqual([false, false]);
    expect([[...peers], said]).toEqual([[], ["invalid-connection-id"]]);
  });

  it("is refused beyond 500 others, and known ones are still changed", () => {
    for (let i = 0; i < 500; i++) expect(admit(id(`peer ${i}`), "none")).toBe(true);
    said = [];
    expect([admit(id("one more")), admit(id("peer 0"))]).toEqual([false, true]);
    expect(said).toEqual(["too-many-peers", "changed"]);
  });
});

describe("the steps by which a peer's key may be ahead", () => {
  const key = (keyId: number, byte: number) => importFrameKey(material(byte), keyId, "decrypt");

  it("are none for a first key or a newer one", async () => {
    const ring = new KeyRing(new FakeClock());
    expect(stepsAhead(ring, await key(3, 1))).toBe(0);
    ring.add(await key(3, 1), false);
    expect(stepsAhead(ring, await key(4, 1))).toBe(0);
  });

  it("are the joins since that key, and one more for a key with a number of its own", async () => {
    const ring = new KeyRing(new FakeClock());
    for (const keyId of [1, 2, 3]) ring.add(await key(keyId, keyId), true);
    expect(stepsAhead(ring, await key(1, 1)), "the same key").toBe(2);
    expect(stepsAhead(ring, await key(1, 9)), "another key").toBe(3);
    expect(stepsAhead(ring, await key(0, 9)), "an unknown number").toBe(4);
    expect(stepsAhead(ring, await key(3, 3))).toBe(0);
  });

  it("are limited to 16, because joins can be made up", async () => {
    const ring = new KeyRing(new FakeClock());
    ring.add(await key(100, 1), true);
    expect(stepsAhead(ring, await key(0, 2))).toBe(16);
  });
});

describe("a failed request", () => {
  it("is told to the page by its code, and the text of a foreign error stays in the worker", () => {
    expect(toFailure(new SoraE2EEError("invalid-state", "Words."))).toEqual({
      code: "invalid-state",
      message: "Words.",
    });
    const failure = toFailure(new Error("secret"));
    expect(failure.code).toBe("internal");
    expect(failure.message).not.toContain("secret");
  });

  it("ends the call when no frame could be sealed, or a peer that left could go on to decrypt", () => {
    const failed = new Error("no");
    expect((["start", "peer-left", "peer-joined"] as const).map((kind) => endsCall(failed, kind))).toEqual([
      true,
      true,
      true,
    ]);
    expect((["init", "key-message", "seal-message"] as const).map((kind) => endsCall(failed, kind))).toEqual([
      false,
      false,
      false,
    ]);
    expect(endsCall(new SoraE2EEError("invalid-state", "Words."), "start")).toBe(false);
    expect(endsCall(new SoraE2EEError("wasm-crashed", "Words."), "key-message")).toBe(true);
  });

  it("of the wrong worker names the file to start", () => {
    const fileOf = (asked: Parameters<typeof otherWorker>[0]) =>
      /start (\S+)\.$/u.exec(otherWorker(asked).message)?.[1];
    expect(fileOf({ kind: "built-in" })).toBe("worker.js");
    expect(fileOf({ kind: "mls", suite: "x25519" })).toBe("mls-worker.js");
    expect(fileOf({ kind: "mls", suite: "x-wing" })).toBe("mls-x-wing-worker.js");
  });
});
