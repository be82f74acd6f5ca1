import { beforeEach, describe, expect, test, vi } from "vitest";
import type { Ed25519 } from "../../../src/e2ee/agreement/crypto/curves.ts";
import type { SoraContract } from "../../../src/e2ee/agreement/wasm/contract.ts";
import { dummyPeer } from "../../../src/e2ee/agreement/wasm/dummy-peer.ts";
import { GuardedWasm } from "../../../src/e2ee/agreement/wasm/key-agreement.ts";
import { ratchet } from "../../../src/e2ee/agreement/wasm/peer-record.ts";
import { SoraE2EEError } from "../../../src/errors.ts";
import { encodeBase64 } from "../../../src/protocol/base64.ts";
import { writeBundle } from "../../../src/protocol/bundle.ts";
import { ann, annKeys, bob, bobKeys, key, self, selfKeys } from "./guard-parts.ts";
import { refused } from "./support/peers.ts";

type Messages = readonly Uint8Array[];

const guard = vi.hoisted(() => ({
  keys: vi.fn(),
  start: vi.fn(),
  checkNew: vi.fn(),
  checkForeign: vi.fn(),
  expect: vi.fn(),
  opened: vi.fn(),
  hasSession: vi.fn(),
  reopenUnauthenticated: vi.fn(),
  retry: vi.fn(),
  takeDeferred: vi.fn(),
  forget: vi.fn(),
  admit: vi.fn(),
  release: vi.fn(),
}));
vi.mock("../../../src/e2ee/agreement/wasm/guard.ts", () => ({
  Guard: class {
    constructor(own: unknown) {
      guard.keys(own);
      Object.assign(this, guard);
    }
  },
}));

const annBundle = writeBundle(annKeys);
const bobBundle = writeBundle(bobKeys);
const material = (keyId: number, byte: number) => ({ keyId, secretKeyMaterial: key(byte) });
const m = (byte: number) => Uint8Array.of(byte);

beforeEach(() => {
  for (const mock of Object.values(guard)) mock.mockReset();
  guard.hasSession.mockReturnValue(true);
  guard.reopenUnauthenticated.mockReturnValue([]);
  guard.retry.mockReturnValue(null);
  guard.takeDeferred.mockReturnValue([]);
  guard.release.mockImplementation((messages: Messages) => [...messages]);
});

/** The wasm and the guard only note what they are asked. */
function setUp() {
  let keyId = 3;
  const next = (messages: Messages) => ({ selfKeyId: ++keyId, selfSecretKeyMaterial: key(keyId), messages });
  const crashed = new SoraE2EEError("wasm-crashed", "Gone.");
  const contract = {
    ended: null as SoraE2EEError | null,
    crash: vi.fn(() => crashed),
    init: vi.fn(() => ({ preKeyBundle: writeBundle(selfKeys) })),
    selfFingerprint: vi.fn(() => "our fingerprint"),
    start: vi.fn((_id: string) => ({ selfKeyId: keyId, selfSecretKeyMaterial: key(keyId) })),
    addPreKeyBundle: vi.fn(),
    startSession: vi.fn((_id: string, _bundle: unknown) => next([m(1), m(2)])),
    stopSession: vi.fn((_id: string) => next([m(3)])),
    receiveMessage: vi.fn((_message: Uint8Array): unknown => ({
      remoteSecretKeyMaterials: { [ann]: material(7, 7) },
      messages: [m(4)],
    })),
  };
  const signer = {
    publicKey: key(9),
    sign: vi.fn(async (_bytes: Uint8Array) => new Uint8Array(64).fill(8)),
    wipe: vi.fn(),
  };
  let seed: Uint8Array | null = null;
  const ed25519 = {
    verify: vi.fn(async () => true),
    signer: vi.fn(async (bytes: Uint8Array) => {
      expect(bytes).not.toEqual(key(0));
      seed = bytes;
      return signer;
    }),
  };
  const engine = new GuardedWasm(contract as unknown as SoraContract, ed25519 as unknown as Ed25519);
  return { engine, contract, signer, ed25519, crashed, seed: () => seed };
}

async function started() {
  const test = setUp();
  await test.engine.init();
  await test.engine.start(self);
  return test;
}

/** A cipher message of Ann's that the guard lets through. */
function admits(feed: Messages, isNewest = true, source = ann) {
  const seen = vi.fn(() => isNewest);
  guard.admit.mockReturnValueOnce({ kind: "cipher", source, feed, seen });
  return seen;
}

/** The engine has a session with Ann, and her material 7. */
async function withAnn() {
  const test = await started();
  await test.engine.addPreKeyBundle(ann, annBundle);
  admits([m(50), m(51)]);
  await test.engine.receiveMessage(m(51));
  return test;
}

describe("an engine", () => {
  test("makes its keys, and a key for the app's messages whose seed is wiped", async () => {
    const { engine, seed, signer } = setUp();
    await expect(engine.signMessage({} as never)).rejects.toEqual(refused("invalid-state"));
    expect(await engine.init()).toEqual({ preKeyBundle: writeBundle(selfKeys) });
    expect(guard.keys.mock.calls).toEqual([[selfKeys]]);
    expect(engine.selfFingerprint()).toBe("our fingerprint");
    expect(engine.messageKey()).toBe(encodeBase64(key(9)));
    expect(seed()).toEqual(key(0));
    engine.wipe();
    expect(signer.wipe).toHaveBeenCalledOnce();
    expect(() => engine.messageKey()).toThrow(refused("invalid-state"));
  });

  test("starts with one connection id, which is no peer's", async () => {
    const { engine, contract } = setUp();
    await engine.init();
    await engine.addPreKeyBundle(ann, annBundle);
    await expect(engine.start(ann)).rejects.toEqual(refused("invalid-state"));
    await expect(engine.start("short")).rejects.toEqual(refused("invalid-options"));
    expect(contract.start).not.toHaveBeenCalled();
    expect(await engine.start(self)).toEqual({ selfKeyId: 3, selfSecretKeyMaterial: key(3) });
    expect(await engine.start(self)).toEqual({ selfKeyId: 3, selfSecretKeyMaterial: key(3) });
    expect(guard.start.mock.calls).toEqual([[self], [self]]);
    await expect(engine.start(bob)).rejects.toEqual(refused("invalid-state"));
  });

  test("answers only after its start", async () => {
    const { engine } = setUp();
    await engine.init();
    for (const call of [
      () => engine.startSession(ann, annBundle),
      () => engine.stopSession(ann),
      () => engine.receiveMessage(m(1)),
      () => engine.announce(),
      () => engine.renew(),
    ]) {
      await expect(call()).rejects.toEqual(refused("invalid-state"));
    }
    await engine.start(self);
    expect(await engine.announce()).toEqual({ messages: [] });
  });

  test("says why the wasm ended when it has no keys", () => {
    const { engine, contract, crashed } = setUp();
    contract.ended = crashed;
    expect(() => engine.selfFingerprint()).toThrow(crashed);
  });

  test("clears all keys for a new start", async () => {
    const { engine, signer } = await withAnn();
    await engine.init();
    expect(signer.wipe).toHaveBeenCalledOnce();
    expect(engine.remoteFingerprints()).toEqual({});
    await expect(engine.renew()).rejects.toEqual(refused("invalid-state"));
  });
});

describe("a peer", () => {
  test("that was here before us is known to the wasm only with its first messages", async () => {
    const { engine, contract } = await started();
    await engine.addPreKeyBundle(ann, annBundle);
    expect(contract.addPreKeyBundle).not.toHaveBeenCalled();
    expect(guard.checkNew.mock.calls).toEqual([[ann]]);
    expect(guard.checkForeign.mock.calls).toEqual([[annKeys]]);
    expect(guard.expect.mock.calls).toEqual([[ann, annKeys]]);
    expect(Object.keys(engine.remoteFingerprints())).toEqual([ann]);
    admits([m(50), m(51)]);
    await engine.receiveMessage(m(51));
    admits([m(52)]);
    await engine.receiveMessage(m(52));
    expect(contract.addPreKeyBundle.mock.calls).toEqual([[ann, annBundle]]);
    expect(contract.receiveMessage.mock.calls).toEqual([[m(50)], [m(51)], [m(52)]]);
  });

  test.each(["addPreKeyBundle", "startSession"] as const)(
    "with a bundle that is not genuine is not added (%s)",
    async (name) => {
      const { engine, ed25519, contract } = await started();
      ed25519.verify.mockResolvedValueOnce(false);
      await expect(engine[name](ann, annBundle)).rejects.toEqual(refused("invalid-bundle"));
      await expect(engine[name]("short", annBundle)).rejects.toEqual(refused("invalid-options"));
      expect(engine.remoteFingerprints()).toEqual({});
      expect(contract.startSession).not.toHaveBeenCalled();
    },
  );

  test("that joins gets a session, and the materials of the others move on", async () => {
    const { engine, contract } = await withAnn();
    await engine.addPreKeyBundle("CAROL".padEnd(26, "-"), writeBundle(bobKeys));
    const result = await engine.startSession(bob, bobBundle);
    const moved = await ratchet(material(7, 7));
    expect(result).toEqual({
      selfConnectionId: self,
      selfKeyId: 4,
      selfSecretKeyMaterial: key(4),
      messages: [m(1), m(2)],
      remoteSecretKeyMaterials: { [ann]: moved },
    });
    expect(contract.startSession.mock.calls).toEqual([[bob, bobBundle]]);
    expect(guard.opened.mock.calls).toEqual([[bob, bobKeys]]);
    // The wasm has the bundle already.
    contract.receiveMessage.mockReturnValueOnce({
      remoteSecretKeyMaterials: { [bob]: material(1, 1) },
      messages: [],
    });
    admits([m(53)], true, bob);
    await engine.receiveMessage(m(53));
    expect(contract.addPreKeyBundle).toHaveBeenCalledOnce();
    // The next join moves on from there.
    contract.startSession.mockClear();
    const { remoteSecretKeyMaterials } = await engine.startSession("DAVE".padEnd(26, "-"), bobBundle);
    expect(remoteSecretKeyMaterials[ann]).toEqual(await ratchet(moved));
  });

  test("that leaves makes a new key, if it had a session", async () => {
    const { engine, contract } = await withAnn();
    expect(await engine.stopSession(ann)).toEqual({
      selfConnectionId: self,
      selfKeyId: 4,
      selfSecretKeyMaterial: key(4),
      messages: [m(3)],
    });
    expect(guard.forget.mock.calls).toEqual([[ann]]);
    expect(engine.remoteFingerprints()).toEqual({});
    await engine.addPreKeyBundle(bob, bobBundle);
    guard.hasSession.mockReturnValue(false);
    contract.stopSession.mockClear();
    const kept = await engine.stopSession(bob);
    expect(kept).toEqual({
      selfConnectionId: self,
      selfKeyId: 4,
      selfSecretKeyMaterial: key(4),
      messages: [],
    });
    expect(contract.stopSession).not.toHaveBeenCalled();
    // It is a copy: the next key does not change it.
    kept.selfSecretKeyMaterial.fill(0);
    expect((await engine.stopSession(bob)).selfSecretKeyMaterial).toEqual(key(4));
  });

  test("that is unknown cannot leave", async () => {
    const { engine } = await started();
    guard.hasSession.mockImplementation(() => {
      throw new SoraE2EEError("unknown-peer", "No.");
    });
    await expect(engine.stopSession(bob)).rejects.toEqual(refused("unknown-peer"));
    expect(guard.forget).not.toHaveBeenCalled();
  });
});

describe("a key message", () => {
  test("that the guard holds back does not reach the wasm", async () => {
    const { engine, contract } = await started();
    guard.admit.mockReturnValueOnce({ kind: "held", feed: [] });
    expect(await engine.receiveMessage(m(50))).toEqual({ remoteSecretKeyMaterials: {}, messages: [] });
    expect(contract.receiveMessage).not.toHaveBeenCalled();
  });

  test("brings a material and answers, and the same material is no news", async () => {
    const { engine } = await started();
    await engine.addPreKeyBundle(ann, annBundle);
    const seen = admits([m(50)]);
    expect(await engine.receiveMessage(m(50))).toEqual({
      remoteSecretKeyMaterials: { [ann]: material(7, 7) },
      messages: [m(4)],
    });
    expect(seen.mock.calls).toEqual([[true]]);
    admits([m(51)]);
    expect(await engine.receiveMessage(m(51))).toEqual({ remoteSecretKeyMaterials: {}, messages: [m(4)] });
  });

  test("that is not the newest brings a late material, which replaces none", async () => {
    const { engine, contract } = await withAnn();
    contract.receiveMessage.mockReturnValueOnce({
      remoteSecretKeyMaterials: { [ann]: material(6, 6) },
      messages: [],
    });
    admits([m(52)], false);
    expect(await engine.receiveMessage(m(52))).toEqual({
      remoteSecretKeyMaterials: {},
      lateSecretKeyMaterials: { [ann]: material(6, 6) },
      messages: [],
    });
    const { remoteSecretKeyMaterials } = await engine.startSession(bob, bobBundle);
    expect(remoteSecretKeyMaterials[ann]).toEqual(await ratchet(material(7, 7)));
  });

  test("that the wasm refuses is reported to the guard as not authentic", async () => {
    const { engine, contract } = await withAnn();
    const error = new SoraE2EEError("authentication-failed", "No.");
    contract.receiveMessage.mockImplementationOnce(() => {
      throw error;
    });
    const seen = admits([m(52)]);
    await expect(engine.receiveMessage(m(52))).rejects.toBe(error);
    expect(seen.mock.calls).toEqual([[false]]);
  });

  test.each([
    ["brings no material", {}],
    ["brings the material of another peer", { [bob]: material(1, 1) }],
    ["brings two materials", { [ann]: material(1, 1), [bob]: material(1, 1) }],
  ])("that %s is a fault of the wasm", async (_what, remoteSecretKeyMaterials) => {
    const { engine, contract, crashed } = await withAnn();
    contract.receiveMessage.mockReturnValueOnce({ remoteSecretKeyMaterials, messages: [] });
    const seen = admits([m(52)]);
    await expect(engine.receiveMessage(m(52))).rejects.toBe(crashed);
    expect(seen).not.toHaveBeenCalled();
  });

  test("without anything for the wasm is a fault", async () => {
    const { engine, crashed } = await withAnn();
    admits([]);
    await expect(engine.receiveMessage(m(52))).rejects.toBe(crashed);
  });

  test("is a fault of the wasm when its answer must not leave", async () => {
    const { engine, crashed } = await withAnn();
    guard.release.mockReturnValueOnce(null);
    admits([m(52)]);
    await expect(engine.receiveMessage(m(52))).rejects.toBe(crashed);
  });
});

describe("a renewal", () => {
  test("lets a peer that does not exist join and leave inside of the wasm", async () => {
    const { engine, contract } = await withAnn();
    expect(await engine.renew()).toEqual({
      selfConnectionId: self,
      selfKeyId: 5,
      selfSecretKeyMaterial: key(5),
      messages: [m(3)],
      remoteSecretKeyMaterials: {},
    });
    expect(contract.startSession.mock.calls).toEqual([[dummyPeer.connectionId, dummyPeer.bundle]]);
    expect(contract.stopSession.mock.calls).toEqual([[dummyPeer.connectionId]]);
  });

  test.each(["a peer's", "our own"])("takes another id when its usual one is %s", async (whose) => {
    const { engine, contract } = setUp();
    await engine.init();
    await engine.start(whose === "our own" ? dummyPeer.connectionId : self);
    if (whose !== "our own") await engine.addPreKeyBundle(dummyPeer.connectionId, annBundle);
    await engine.renew();
    const [[id] = []] = contract.startSession.mock.calls;
    expect(id).toMatch(/^[A-Z]{26}$/);
    expect(contract.stopSession.mock.calls).toEqual([[id]]);
  });

  test("forgets the sessions without an authentic message, and tries their messages again", async () => {
    const { engine, contract } = await withAnn();
    await engine.addPreKeyBundle(bob, bobBundle);
    guard.reopenUnauthenticated.mockReturnValueOnce([bob, ann]);
    const seen = vi.fn(() => true);
    guard.retry.mockImplementation((id: string) =>
      id === ann ? { kind: "cipher", source: ann, feed: [m(60), m(61)], seen } : null,
    );
    contract.receiveMessage.mockReturnValue({
      remoteSecretKeyMaterials: { [ann]: material(8, 8) },
      messages: [m(5)],
    });
    contract.addPreKeyBundle.mockClear();
    const result = await engine.renew();
    expect(contract.startSession).not.toHaveBeenCalled();
    expect(contract.stopSession.mock.calls).toEqual([[bob], [ann]]);
    expect(guard.retry.mock.calls).toEqual([[bob], [ann]]);
    expect(contract.addPreKeyBundle.mock.calls).toEqual([[ann, annBundle]]);
    expect(result).toEqual({
      selfConnectionId: self,
      selfKeyId: 5,
      selfSecretKeyMaterial: key(5),
      messages: [m(3), m(3), m(5)],
      remoteSecretKeyMaterials: { [ann]: material(8, 8) },
    });
  });

  test("lets the messages pass that were held back, and one that fails does not matter", async () => {
    const { engine, contract } = await withAnn();
    guard.takeDeferred.mockReturnValueOnce([m(70), m(71)]);
    guard.admit.mockImplementationOnce(() => {
      throw new SoraE2EEError("authentication-failed", "No.");
    });
    contract.receiveMessage.mockReturnValue({
      remoteSecretKeyMaterials: { [ann]: material(8, 8) },
      messages: [],
    });
    admits([m(71)]);
    const { remoteSecretKeyMaterials } = await engine.renew();
    expect(guard.admit.mock.calls.slice(1)).toEqual([[m(70)], [m(71)]]);
    expect(remoteSecretKeyMaterials).toEqual({ [ann]: material(8, 8) });
  });

  test("fails when the wasm ended meanwhile", async () => {
    const { engine, contract, crashed } = await withAnn();
    guard.takeDeferred.mockReturnValueOnce([m(70)]);
    guard.admit.mockImplementationOnce(() => {
      contract.ended = crashed;
      throw crashed;
    });
    await expect(engine.renew()).rejects.toBe(crashed);
  });
});

describe("a key of ours", () => {
  test("has the next key id, or the wasm is at fault", async () => {
    const { engine, contract, crashed } = await withAnn();
    contract.stopSession.mockReturnValueOnce({
      selfKeyId: 6,
      selfSecretKeyMaterial: key(6),
      messages: [],
    });
    await expect(engine.stopSession(ann)).rejects.toBe(crashed);
  });

  test("has key id 0 after the last one", async () => {
    const { engine, contract } = setUp();
    contract.start.mockReturnValueOnce({ selfKeyId: 0xffff_ffff, selfSecretKeyMaterial: key(3) });
    contract.startSession.mockReturnValueOnce({
      selfKeyId: 0,
      selfSecretKeyMaterial: key(4),
      messages: [],
    });
    await engine.init();
    await engine.start(self);
    expect((await engine.startSession(ann, annBundle)).selfKeyId).toBe(0);
  });
});
