import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createSoraCall } from "../../../src/call/create-sora-call.ts";
import { resolveOptions } from "../../../src/call/options.ts";
import type { SoraCallOptions } from "../../../src/call/types.ts";

const good = { signalingUrls: "wss://sora.example/signaling", channelId: "room" };

const fail = (): never => {
  throw new TypeError("a trap of the app");
};
function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}
function nested(levels: number): object {
  let value = {};
  for (let level = 0; level < levels; level++) value = { value };
  return value;
}

const names = [
  "signalingUrls",
  "channelId",
  "role",
  "relay",
  "engine",
  "stream",
  "media",
  "constraints",
  "connectionOptions",
  "metadata",
  "signalingNotifyMetadata",
  "sealedMessages",
  "participant",
  "name",
  "allowAudioLevels",
  "receipts",
  "reconnect",
  "createWorker",
] as const satisfies readonly (keyof SoraCallOptions)[];

const trap = () => new Proxy({}, { get: fail, has: fail, ownKeys: fail, getPrototypeOf: fail });

/** Options as a caller in JavaScript may give them. */
const given = (options: object) => ({ ...good, ...options }) as unknown as SoraCallOptions;
const refusal = (option: string) =>
  expect.objectContaining({
    name: "SoraE2EEError",
    code: "invalid-options",
    message: expect.stringContaining(option),
  });

beforeEach(() => {
  class Sender {
    transform = null;
  }
  Object.defineProperty(Sender.prototype, "transform", { value: null });
  const browser = {
    isSecureContext: true,
    RTCPeerConnection: class {},
    Worker: class {},
    RTCRtpScriptTransform: class {},
    RTCRtpSender: Sender,
  };
  for (const [name, value] of Object.entries(browser)) vi.stubGlobal(name, value);
});
afterEach(() => void vi.unstubAllGlobals());

describe("an option that cannot be read", () => {
  it.each(names)(
    "is named in the error that connecting throws: %s with a getter that throws",
    async (name) => {
      const options = Object.defineProperty({ ...good }, name, { enumerable: true, get: fail });
      const call = createSoraCall(options as SoraCallOptions);
      await expect(call.connect()).rejects.toEqual(refusal(name));
    },
  );

  it.each(names)("is named in the error that connecting throws: %s that is a proxy", async (name) => {
    for (const value of [trap(), revoked()]) {
      await expect(createSoraCall(given({ [name]: value })).connect()).rejects.toEqual(refusal(name));
    }
  });

  it.each(["metadata", "signalingNotifyMetadata", "connectionOptions"])(
    "is named when it is nested too deeply, or has a getter that throws inside: %s",
    (name) => {
      const inner = Object.defineProperty({}, "token", { enumerable: true, get: fail });
      expect(() => resolveOptions(given({ [name]: nested(20_000) }))).toThrow(refusal(name));
      expect(() => resolveOptions(given({ [name]: { inner } }))).toThrow(refusal(name));
    },
  );
});

describe("an option that must be an object", () => {
  it.each(["signalingNotifyMetadata", "connectionOptions", "participant", "constraints"])(
    "may not have contents that JSON leaves out: %s",
    (name) => {
      for (const value of [new Map([["name", "Ann"]]), new Set(["Ann"]), new Date(0), []]) {
        expect(() => resolveOptions(given({ [name]: value }))).toThrow(refusal(name));
      }
    },
  );
});

describe("a list with empty slots", () => {
  it.each([
    ["signalingUrls", { signalingUrls: new Array(2) }],
    ["connectionOptions.dataChannels", { connectionOptions: { dataChannels: new Array(2) } }],
    ["sealedMessages", { sealedMessages: new Array(2) }],
  ])("is refused: %s", (name, options) => {
    expect(() => resolveOptions(given(options))).toThrow(refusal(name));
  });
});

describe("the relay", () => {
  it.each([null, "", "x".repeat(100_000), 5, {}, { type: "signaling" }, { type: Object.create(null) }])(
    "is refused with a short error that lists the allowed values",
    (relay) => {
      const error = expect.objectContaining({
        message:
          'These call options cannot be used: relay must be "signaling", "messaging" or an object with type "messaging".',
      });
      expect(() => resolveOptions(given({ relay }))).toThrow(error);
    },
  );

  it("is refused when its senderHeader is not true or false", () => {
    const relay = { type: "messaging", senderHeader: "yes" };
    expect(() => resolveOptions(given({ relay }))).toThrow(refusal("senderHeader"));
  });
});
