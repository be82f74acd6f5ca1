import { describe, expect, test, vi } from "vitest";
import { SoraContract } from "../../../src/e2ee/agreement/wasm/contract.ts";
import type { RunningProgram } from "../../../src/e2ee/agreement/wasm/run.ts";
import { SoraE2EEError } from "../../../src/errors.ts";
import { writeBundle } from "../../../src/protocol/bundle.ts";
import { ann, key, keys, self } from "./guard-parts.ts";
import { refused } from "./support/peers.ts";

const bundle = writeBundle(keys(2));
const fingerprint = Array.from({ length: 32 }, () => "0a").join(":");
const own = { selfKeyId: 3, selfSecretKeyMaterial: key(5) };
const remote = { [ann]: { keyId: 4, secretKeyMaterial: key(6) } };

/** A program in which each method gives the same answer. */
function setUp(answer?: unknown) {
  const method = vi.fn((..._args: unknown[]): unknown => answer);
  const exited = vi.fn(() => false);
  const names = [
    "init",
    "start",
    "addPreKeyBundle",
    "startSession",
    "stopSession",
    "receiveMessage",
    "selfFingerprint",
  ];
  const api: Record<string, unknown> = Object.fromEntries(names.map((name) => [name, method]));
  const onCrash = vi.fn();
  const contract = new SoraContract({ api, exited } as unknown as RunningProgram, onCrash);
  return { contract, method, exited, api, onCrash };
}

const calls = {
  init: (contract: SoraContract) => contract.init(),
  start: (contract: SoraContract) => contract.start(self),
  addPreKeyBundle: (contract: SoraContract) => contract.addPreKeyBundle(ann, bundle),
  startSession: (contract: SoraContract) => contract.startSession(ann, bundle),
  stopSession: (contract: SoraContract) => contract.stopSession(ann),
  receiveMessage: (contract: SoraContract) => contract.receiveMessage(Uint8Array.of(1)),
  selfFingerprint: (contract: SoraContract) => contract.selfFingerprint(),
};
type Name = keyof typeof calls;
const strings = [bundle.identityKey, bundle.signedPreKey, bundle.preKeySignature];

describe("a method of the program", () => {
  test.each<[Name, args: unknown[], answer: unknown, result: unknown]>([
    ["init", [], { preKeyBundle: { ...bundle, more: 1 } }, { preKeyBundle: bundle }],
    ["init", [], [{ preKeyBundle: bundle }, null], { preKeyBundle: bundle }],
    ["start", [self], [own, undefined], own],
    ["start", [self], [own, null], own],
    ["addPreKeyBundle", [ann, ...strings], null, undefined],
    [
      "startSession",
      [ann, ...strings],
      [{ ...own, messages: [key(7)] }, null],
      { ...own, messages: [key(7)] },
    ],
    ["stopSession", [ann], [{ ...own, messages: [] }, null], { ...own, messages: [] }],
    [
      "receiveMessage",
      [Uint8Array.of(1)],
      [{ remoteSecretKeyMaterials: remote, messages: [key(7)] }, undefined],
      { remoteSecretKeyMaterials: remote, messages: [key(7)] },
    ],
    ["selfFingerprint", [], fingerprint, fingerprint],
  ])("%s gets its arguments, and its answer is read", (name, args, answer, result) => {
    const { contract, method, onCrash } = setUp(answer);
    expect(calls[name](contract)).toEqual(result);
    expect(method.mock.calls).toEqual([args]);
    expect(contract.ended).toBeNull();
    expect(onCrash).not.toHaveBeenCalled();
  });

  test("gets copies, and gives copies", () => {
    const material = key(5);
    const { contract, method } = setUp([{ selfKeyId: 3, selfSecretKeyMaterial: material }, null]);
    const result = contract.start(self);
    material.fill(0);
    expect(result.selfSecretKeyMaterial).toEqual(key(5));
    const message = Uint8Array.of(1);
    method.mockReturnValue([{ remoteSecretKeyMaterials: {}, messages: [] }, null]);
    contract.receiveMessage(message);
    expect(method.mock.lastCall?.[0]).not.toBe(message);
  });

  test.each<[Name, string]>([
    ["start", "invalid-options"],
    ["addPreKeyBundle", "invalid-options"],
    ["startSession", "invalid-options"],
    ["stopSession", "invalid-options"],
    ["receiveMessage", "invalid-options"],
    ["init", "invalid-options"],
  ])("%s may refuse the call, and the program goes on", (name, code) => {
    const error = new Error("UnexpectedRemoteConnectionIDError");
    const { contract, onCrash } = setUp(name === "addPreKeyBundle" ? error : [undefined, error]);
    expect(() => calls[name](contract)).toThrow(refused(code));
    expect(contract.ended).toBeNull();
    expect(onCrash).not.toHaveBeenCalled();
  });

  test("may refuse a peer's bundle, but not make a bad one of ours", () => {
    const answer = [undefined, new Error("VerifyFailedError")];
    const peer = setUp(answer);
    expect(() => calls.startSession(peer.contract)).toThrow(refused("invalid-bundle"));
    expect(peer.contract.ended).toBeNull();
    const ours = setUp(answer);
    expect(() => calls.init(ours.contract)).toThrow(refused("wasm-crashed"));
    expect(ours.onCrash).toHaveBeenCalledOnce();
  });

  test("may refuse the call for an unknown reason, which is not quoted", () => {
    const { contract } = setUp([undefined, new Error("a secret")]);
    const error = (() => {
      try {
        return calls.start(contract);
      } catch (thrown) {
        return thrown as SoraE2EEError;
      }
    })() as SoraE2EEError;
    expect(error).toEqual(refused("internal"));
    expect(`${error.message} ${error.cause}`).not.toContain("secret");
  });

  test.each([
    ["VerifyFailedError", "invalid-bundle"],
    ["illegal base64 data at input byte 3", "invalid-bundle"],
    ["SessionAlreadyExists", "session-exists"],
    ["MissingSession", "unknown-peer"],
    ["UnmatchIdentityKey", "authentication-failed"],
    ["unexpected EOF", "invalid-message"],
    ["NotImplementedError", "too-many-skipped"],
    ["cipher: message authentication failed", "authentication-failed"],
  ])("says %s for the code %s", (message, code) => {
    const { contract } = setUp([undefined, { message }]);
    expect(() => calls.receiveMessage(contract)).toThrow(refused(code));
  });
});

describe("an answer outside of the contract ends the program", () => {
  const withOwn = (change: object) => [{ ...own, messages: [], ...change }, null];
  const opened = (change: object) => [{ remoteSecretKeyMaterials: {}, messages: [], ...change }, null];
  const entry = (change: object) =>
    opened({ remoteSecretKeyMaterials: { [ann]: { ...remote[ann], ...change } } });

  test.each<[Name, what: string, answer: unknown]>([
    ["init", "null", null],
    ["init", "a text", "bundle"],
    ["init", "no bundle", {}],
    ["init", "a bundle that is damaged", { preKeyBundle: { ...bundle, identityKey: "" } }],
    ["start", "undefined", undefined],
    ["start", "no pair", own],
    ["start", "a list of one", [own]],
    ["start", "a list of three", [own, null, null]],
    ["start", "a text as its error", [own, "error"]],
    ["start", "an error without a text", [own, { message: 5 }]],
    ["start", "a number as its error", [own, 0]],
    ["start", "null as its result", [null, null]],
    ["start", "a text as its result", ["own", null]],
    ["start", "a negative key id", withOwn({ selfKeyId: -1 })],
    ["start", "a fraction as its key id", withOwn({ selfKeyId: 1.5 })],
    ["start", "a key id that is too high", withOwn({ selfKeyId: 2 ** 32 })],
    ["start", "a text as its key id", withOwn({ selfKeyId: "3" })],
    ["start", "a material that is too short", withOwn({ selfSecretKeyMaterial: new Uint8Array(31) })],
    ["start", "a list as its material", withOwn({ selfSecretKeyMaterial: [...key(5)] })],
    ["addPreKeyBundle", "undefined", undefined],
    ["addPreKeyBundle", "a text", "error"],
    ["startSession", "no list of messages", withOwn({ messages: { length: 0, map: () => [] } })],
    ["stopSession", "a message that is no bytes", withOwn({ messages: ["text"] })],
    ["receiveMessage", "no materials", opened({ remoteSecretKeyMaterials: null })],
    ["receiveMessage", "a text as its materials", opened({ remoteSecretKeyMaterials: "" })],
    [
      "receiveMessage",
      "an id that is too short",
      opened({ remoteSecretKeyMaterials: { short: remote[ann] } }),
    ],
    ["receiveMessage", "a peer's key id that is too high", entry({ keyId: 2 ** 32 })],
    [
      "receiveMessage",
      "a peer's material that is too long",
      entry({ secretKeyMaterial: new Uint8Array(33) }),
    ],
    ["receiveMessage", "null as a peer's material", opened({ remoteSecretKeyMaterials: { [ann]: null } })],
    ["selfFingerprint", "a longer text", `${fingerprint}:0a`],
    ["selfFingerprint", "a text with another start", `a${fingerprint}`],
    ["selfFingerprint", "a list", [fingerprint]],
  ])("%s: %s", (name, _what, answer) => {
    const { contract, method, onCrash } = setUp(answer);
    expect(() => calls[name](contract)).toThrow(refused("wasm-crashed"));
    expect(onCrash.mock.calls).toEqual([[contract.ended]]);
    expect(contract.ended?.cause).toBeUndefined();
    method.mockClear();
    // No later call reaches the program.
    for (const call of Object.values(calls)) expect(() => call(contract)).toThrow(contract.ended as Error);
    expect(method).not.toHaveBeenCalled();
    expect(onCrash).toHaveBeenCalledOnce();
  });
});

describe("a program", () => {
  test("that throws has crashed, and its error is not kept", () => {
    const { contract, method, onCrash } = setUp();
    method.mockImplementation(() => {
      throw new Error("a secret");
    });
    expect(() => calls.start(contract)).toThrow(refused("wasm-crashed"));
    expect(contract.ended?.cause).toBeUndefined();
    expect(onCrash).toHaveBeenCalledOnce();
  });

  test("that has exited has crashed, whatever it answered", () => {
    const { contract, exited } = setUp([own, null]);
    exited.mockReturnValue(true);
    expect(() => calls.start(contract)).toThrow(refused("wasm-crashed"));
  });

  test("without a method has crashed", () => {
    const { contract, api } = setUp();
    api.start = { apply: () => [own, null] };
    expect(() => calls.start(contract)).toThrow(refused("wasm-crashed"));
  });

  test("crashes once, with the first cause", () => {
    const { contract, onCrash } = setUp([own, null]);
    const cause = new Error("Bad.");
    const first = contract.crash(cause);
    expect(first.cause).toBe(cause);
    expect(contract.crash(new Error("Other."))).toBe(first);
    expect(onCrash.mock.calls).toEqual([[first]]);
    contract.end(new SoraE2EEError("invalid-state", "Later."));
    expect(contract.ended).toBe(first);
  });

  test("that the caller ends has not crashed", () => {
    const { contract, onCrash, method } = setUp([own, null]);
    const reason = new SoraE2EEError("invalid-state", "Ended.");
    contract.end(reason);
    expect(() => calls.start(contract)).toThrow(reason);
    expect(contract.crash()).toBe(reason);
    expect(onCrash).not.toHaveBeenCalled();
    expect(method).not.toHaveBeenCalled();
  });
});
