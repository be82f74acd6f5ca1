import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createSoraCall } from "../../../src/call/create-sora-call.ts";
import type { SoraCallOptions } from "../../../src/call/types.ts";
import { SoraE2EEError } from "../../../src/errors.ts";

const options: SoraCallOptions = {
  signalingUrls: "wss://sora.example/signaling",
  channelId: "room",
  sealedMessages: ["#chat"],
};
const audioTrack = { kind: "audio", stop: () => undefined };
const invalid = { name: "SoraE2EEError", code: "invalid-options" };

const fail = (): never => {
  throw new TypeError("a trap of the app");
};
const unreadable = () => new Proxy({}, { get: fail, has: fail, ownKeys: fail, getPrototypeOf: fail });
function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

/** A call as a caller in JavaScript sees it. */
const untyped = () => createSoraCall(options) as unknown as UntypedCall;
type UntypedCall = Record<
  | "replaceTrack"
  | "sendMessage"
  | "sendSealedMessage"
  | "disconnect"
  | "connect"
  | "rpc"
  | "on"
  | "setVerified"
  | "addOwnConnection",
  (...given: unknown[]) => Promise<unknown>
>;

describe("a call's methods", () => {
  it.each([undefined, null, 5])(
    "the call can be created with %s as its options, and connecting refuses them",
    async (given) => {
      const call = createSoraCall(given as unknown as SoraCallOptions);
      await expect(call.connect()).rejects.toBeInstanceOf(SoraE2EEError);
      expect(call.store.getState()).toMatchObject({ phase: "failed", ending: { reason: "failed" } });
    },
  );

  it.each([
    ["an audio track as video", "video", audioTrack],
    ["another kind", "screen", audioTrack],
    ["no track", "audio", undefined],
    ["an object that is no track", "audio", {}],
  ])("replaceTrack refuses %s", async (_what, kind, track) => {
    await expect(untyped().replaceTrack(kind, track)).rejects.toMatchObject(invalid);
  });

  it.each([
    ["a number for data", "#chat", 5],
    ["a list for data", "#chat", [1, 2]],
    ["an ArrayBuffer for data", "#chat", new ArrayBuffer(2)],
    ["no data", "#chat", undefined],
    ["no label", undefined, "hello"],
  ])("message methods refuse %s", async (_what, label, data) => {
    await expect(untyped().sendMessage(label, data)).rejects.toMatchObject(invalid);
    await expect(untyped().sendSealedMessage(label, data)).rejects.toMatchObject(invalid);
  });

  it("listener methods refuse a listener that is not a function, and an unknown kind", () => {
    expect(() => untyped().on("push", null)).toThrow(expect.objectContaining(invalid));
    expect(() => untyped().on("constructor", () => undefined)).toThrow(expect.objectContaining(invalid));
  });

  it.each([undefined, null, Symbol("id"), Object.create(null)])(
    "setVerified and addOwnConnection refuse a connection id that is not a string",
    (id) => {
      const own = { purpose: "screen", fingerprint: null };
      expect(() => untyped().setVerified(id, "aa")).toThrow(expect.objectContaining(invalid));
      expect(() => untyped().addOwnConnection(id, own)).toThrow(expect.objectContaining(invalid));
    },
  );

  it.each([undefined, null, "screen", {}, { purpose: "chat", fingerprint: null }, { purpose: "screen" }])(
    "addOwnConnection refuses %j as a description of a connection",
    (own) => {
      expect(() => untyped().addOwnConnection("A", own)).toThrow(expect.objectContaining(invalid));
    },
  );

  it.each([5, { signal: "now" }, { signal: {} }])("connect refuses %j", async (given) => {
    await expect(untyped().connect(given)).rejects.toMatchObject(invalid);
  });

  it.each([
    ["connect", (trap: unknown) => [trap]],
    ["connect", (trap: unknown) => [{ signal: trap }]],
    ["replaceTrack", (trap: unknown) => ["audio", trap]],
    ["sendMessage", (trap: unknown) => ["#app", trap]],
    ["sendSealedMessage", (trap: unknown) => ["#chat", "hello", trap]],
    ["rpc", (trap: unknown) => ["Method", trap]],
    ["rpc", (trap: unknown) => ["Method", { list: [trap] }]],
    ["rpc", (trap: unknown) => ["Method", {}, trap]],
  ] as const)("an argument whose getters throw is refused in %s", async (method, given) => {
    for (const trap of [unreadable(), revoked()]) {
      await expect(untyped()[method](...given(trap))).rejects.toMatchObject(invalid);
    }
  });

  it("setVerified and addOwnConnection refuse an argument whose getters throw", () => {
    for (const trap of [unreadable(), revoked()]) {
      expect(() => untyped().setVerified("A", trap)).toThrow(expect.objectContaining(invalid));
      expect(() => untyped().addOwnConnection("A", trap)).toThrow(expect.objectContaining(invalid));
    }
  });

  it("disconnect leaves the call with any reason", async () => {
    for (const trap of [unreadable(), revoked(), { reason: unreadable() }, 5]) {
      await expect(untyped().disconnect(trap)).resolves.toBeUndefined();
    }
  });

  it("each method answers any argument with a typed error or accepts it", async () => {
    const methods = fc.constantFrom(
      ...(["replaceTrack", "sendMessage", "sendSealedMessage", "disconnect", "rpc"] as const),
    );
    await fc.assert(
      fc.asyncProperty(methods, fc.array(fc.anything(), { maxLength: 3 }), async (method, given) => {
        const error = await untyped()
          [method](...given)
          .catch((reason: unknown) => reason);
        if (error !== undefined) expect(error).toBeInstanceOf(SoraE2EEError);
        if (error !== undefined) expect((error as SoraE2EEError).code).not.toBe("internal");
      }),
    );
  });
});
