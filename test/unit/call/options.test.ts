import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { checkOptions, connectionOptions } from "../../../src/call/options.ts";
import { isSupported } from "../../../src/call/support.ts";
import type { SoraCallOptions } from "../../../src/call/types.ts";

const good: SoraCallOptions = { signalingUrls: "wss://sora.example/signaling", channelId: "room" };

/** A browser that has all it takes, less what is named. */
function browser(without: Record<string, unknown> = {}): void {
  const has = {
    isSecureContext: true,
    RTCPeerConnection: class {},
    Worker: class {},
    RTCRtpScriptTransform: class {},
    RTCRtpSender: class {
      transform = null;
    },
    ...without,
  };
  Object.defineProperty(
    (has.RTCRtpSender as { prototype: object } | undefined)?.prototype ?? {},
    "transform",
    {
      value: null,
    },
  );
  for (const [name, value] of Object.entries(has)) vi.stubGlobal(name, value);
}

describe("options", () => {
  beforeEach(() => browser());
  afterEach(() => void vi.unstubAllGlobals());

  it("takes what can be protected", () => {
    expect(() => checkOptions(good)).not.toThrow();
    expect(() => checkOptions({ ...good, relay: "messaging" })).not.toThrow();
    expect(() =>
      checkOptions({
        ...good,
        relay: { type: "messaging", label: "#keys" },
        connectionOptions: { dataChannels: [{ label: "#sora-e2ee", direction: "sendrecv" }] },
      }),
    ).not.toThrow();
    expect(() =>
      checkOptions({ ...good, signalingUrls: ["ws://a/signaling", "wss://b/signaling"] }),
    ).not.toThrow();
  });

  it.each<[name: string, options: Partial<SoraCallOptions>]>([
    ["channelId", { channelId: "room\ud800" }],
    ["sealedMessages[1]", { sealedMessages: ["#chat", "#\ud801"] }],
    ["signalingNotifyMetadata.name", { signalingNotifyMetadata: { name: "Ann\udc00" } }],
    ["metadata.token", { metadata: { token: "\ud800" } }],
    ["relay.label", { relay: { type: "messaging", label: "#\ud800" } }],
    ["connectionOptions.clientId", { connectionOptions: { clientId: "\ud800" } }],
    [
      "connectionOptions.dataChannels[0].label",
      { connectionOptions: { dataChannels: [{ label: "#\ud800", direction: "sendrecv" }] } },
    ],
  ])("names the option %s when its text has half of a surrogate pair", (name, options) => {
    const check = () => checkOptions({ ...good, ...options } as SoraCallOptions);
    expect(check).toThrow(expect.objectContaining({ code: "invalid-options" }));
    expect(check).toThrow(`${name} has half of a surrogate pair`);
  });

  it("asks who sent a sealed message where the relay asks who sent a key message", () => {
    const headers = (relay: SoraCallOptions["relay"]) =>
      connectionOptions({
        ...good,
        ...(relay ? { relay } : {}),
        sealedMessages: ["#chat"],
      }).dataChannels?.map(({ header }) => header ?? null);
    expect(headers("messaging")).toEqual([[{ type: "sender_connection_id" }]]);
    expect(headers({ type: "messaging", senderHeader: false })).toEqual([null]);
    expect(headers("signaling")).toEqual([null]);
    expect(headers(undefined)).toEqual([null]);
  });

  it.each([
    ["no URL", { signalingUrls: [] }],
    ["a URL of another protocol", { signalingUrls: "https://sora.example/signaling" }],
    ["a URL that does not parse", { signalingUrls: ["wss://ok/", "::"] }],
    ["an empty channel", { channelId: "" }],
    ["a channel that is not a string", { channelId: 5 }],
    ["an unknown role", { role: "spectator" }],
    ["an unknown relay", { relay: "pigeon" }],
    ["an unknown relay in full", { relay: { type: "signaling" } }],
    ["no relay at all", { relay: null }],
    ["a sealed label that is not one of messaging", { sealedMessages: ["chat"] }],
    ["a sealed label twice", { sealedMessages: ["#chat", "#chat"] }],
    ["sealed labels that are no list", { sealedMessages: "#chat" }],
    ["a sealed label for key messages", { relay: "messaging", sealedMessages: ["#sora-e2ee"] }],
    [
      "a sealed label that the app sets up itself",
      {
        sealedMessages: ["#chat"],
        connectionOptions: { dataChannels: [{ label: "#chat", direction: "sendrecv" }] },
      },
    ],
    [
      "sealed messages without DataChannels",
      { sealedMessages: ["#chat"], connectionOptions: { dataChannelSignaling: false } },
    ],
    ["a label that is not one of messaging", { relay: { type: "messaging", label: "keys" } }],
    ["an empty label", { relay: { type: "messaging", label: "#" } }],
    [
      "messaging without DataChannel signaling",
      { relay: "messaging", connectionOptions: { dataChannelSignaling: false } },
    ],
    [
      "a DataChannel of the app with the label of the keys",
      {
        relay: "messaging",
        connectionOptions: { dataChannels: [{ label: "#sora-e2ee", direction: "sendrecv" }] },
      },
    ],
    ["metadata that is not an object", { signalingNotifyMetadata: "x" }],
    ["metadata that is a list", { signalingNotifyMetadata: [] }],
  ])("refuses %s", (_name, wrong) => {
    expect(() => checkOptions({ ...good, ...wrong } as SoraCallOptions)).toThrow(
      expect.objectContaining({ code: "invalid-options" }),
    );
  });

  it("refuses a codec that cannot be sealed, and names one when the app does not", () => {
    expect(() => checkOptions({ ...good, connectionOptions: { videoCodecType: "H265" } })).toThrow(
      expect.objectContaining({ code: "codec-unsupported" }),
    );
    expect(connectionOptions(good).videoCodecType).toBe("VP8");
  });
});

describe("isSupported", () => {
  afterEach(() => void vi.unstubAllGlobals());

  it("says yes to a current browser", () => {
    browser();
    expect(isSupported()).toEqual({ supported: true });
  });

  it("names everything that is missing", () => {
    browser({
      isSecureContext: false,
      RTCPeerConnection: undefined,
      Worker: undefined,
      RTCRtpSender: undefined,
      crypto: {},
    });
    expect(isSupported()).toEqual({
      supported: false,
      problems: ["insecure-context", "no-webrtc", "no-worker", "no-webcrypto", "no-encoded-transform"],
    });
    expect(() => checkOptions(good)).toThrow(expect.objectContaining({ code: "browser-unsupported" }));
  });

  it("is content with createEncodedStreams where there are no script transforms", () => {
    class Sender {
      createEncodedStreams(): void {}
    }
    browser({ RTCRtpScriptTransform: undefined, RTCRtpSender: Sender });
    expect(isSupported()).toEqual({ supported: true });
  });

  it("says no outside of a browser", () => {
    vi.unstubAllGlobals();
    expect(isSupported().supported).toBe(false);
  });
});
