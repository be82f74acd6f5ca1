import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { resolveOptions } from "../../../src/call/options.ts";
import { isSupported } from "../../../src/call/support.ts";
import type { SoraCallOptions } from "../../../src/call/types.ts";
import { SoraE2EEError } from "../../../src/errors.ts";
import type { Role } from "../../../src/protocol/types.ts";
import type { SoraConnectionOptions } from "../../../src/sora/options.ts";

const good: SoraCallOptions = { signalingUrls: "wss://sora.example/signaling", channelId: "room" };

/** A browser with all features except the named ones. */
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

const fakeStream = { getTracks: () => [], getAudioTracks: () => [], getVideoTracks: () => [] };
const cycle: { self?: unknown } = {};
cycle.self = cycle;
const sdkOptions = ["audio", "videoBitRate", "clientId", "dataChannels", "forwardingFilters", "simulcastRid"];

describe("options", () => {
  beforeEach(() => browser());
  afterEach(() => void vi.unstubAllGlobals());

  it("accept every combination that can be protected", () => {
    expect(() => resolveOptions(good)).not.toThrow();
    expect(() => resolveOptions({ ...good, relay: "messaging" })).not.toThrow();
    expect(() =>
      resolveOptions({
        ...good,
        relay: { type: "messaging", label: "#keys" },
        connectionOptions: { dataChannels: [{ label: "#sora-e2ee", direction: "sendrecv" }] },
      }),
    ).not.toThrow();
    expect(() =>
      resolveOptions({ ...good, signalingUrls: ["ws://a/signaling", "wss://b/signaling"] }),
    ).not.toThrow();
  });

  it.each<[name: string, options: Partial<SoraCallOptions>]>([
    ["channelId", { channelId: "room\ud800" }],
    ["sealedMessages[1]", { sealedMessages: ["#chat", "#\ud801"] }],
    ["signalingNotifyMetadata.name", { signalingNotifyMetadata: { name: "Ann\udc00" } }],
    ["name", { name: "Ann\udc00" }],
    ["metadata.token", { metadata: { token: "\ud800" } }],
    ["relay.label", { relay: { type: "messaging", label: "#\ud800" } }],
    ["connectionOptions.clientId", { connectionOptions: { clientId: "\ud800" } }],
    [
      "connectionOptions.dataChannels[0].label",
      { connectionOptions: { dataChannels: [{ label: "#\ud800", direction: "sendrecv" }] } },
    ],
  ])("cause an error that names %s when its text has half of a surrogate pair", (name, options) => {
    const check = () => resolveOptions({ ...good, ...options } as SoraCallOptions);
    expect(check).toThrow(expect.objectContaining({ code: "invalid-options" }));
    expect(check).toThrow(`${name} has half of a surrogate pair`);
  });

  it("request the sender header for sealed messages when the relay requests it for key messages", () => {
    const headers = (relay: SoraCallOptions["relay"]) =>
      resolveOptions({
        ...good,
        ...(relay ? { relay } : {}),
        sealedMessages: ["#chat"],
      }).connectionOptions.dataChannels?.map(({ label, header }) => [label, header ?? null]);
    const channels = (header: unknown) => [
      ["#chat", header],
      ["#sora-e2ee-hints", header],
    ];
    expect(headers("messaging")).toEqual(channels([{ type: "sender_connection_id" }]));
    expect(headers({ type: "messaging", senderHeader: false })).toEqual(channels(null));
    expect(headers("signaling")).toEqual(channels(null));
    expect(headers(undefined)).toEqual(headers("messaging"));
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
    ["notification metadata that is not an object", { signalingNotifyMetadata: "x" }],
    ["notification metadata that is a list", { signalingNotifyMetadata: [] }],
    ["notification metadata with a BigInt", { signalingNotifyMetadata: { id: 1n } }],
    ["a channel of 256 bytes", { channelId: `${"あ".repeat(85)}a` }],
    ["a channel with a lone surrogate", { channelId: "\ud800" }],
    ["metadata with a lone surrogate", { metadata: { name: "\udc00" } }],
    ["metadata with a BigInt", { metadata: { id: 1n } }],
    ["an unknown option for the connection", { connectionOptions: { nonsense: 1 } }],
    ["a signaling URL with a fragment", { signalingUrls: "wss://sora.example/signaling#a" }],
    [
      "an empty fragment in one of the signaling URLs",
      { signalingUrls: [good.signalingUrls, "wss://b.example/#"] },
    ],
    ["metadata with a cycle", { metadata: cycle }],
    ["an unknown engine", { engine: "foo" }],
    ["an engine without addresses", { engine: {} }],
    ["reconnect with a text", { reconnect: "yes" }],
    ["reconnect with a negative number of attempts", { reconnect: { attempts: -1 } }],
    ["a name that is no text", { name: 7 }],
    ["a worker in place of a function that makes one", { createWorker: {} }],
    ["a stream that is none", { stream: {} }],
    ["media that is none", { media: {} }],
    ["constraints that ask for nothing", { constraints: {} }],
    ["two ways to get media", { stream: fakeStream, constraints: { audio: true } }],
    ["media for a role that sends nothing", { role: "recvonly", stream: fakeStream }],
    ["media for a role without media", { role: "messaging", constraints: { audio: true } }],
    ["audio for a role without media", { role: "messaging", connectionOptions: { audio: true } }],
    ["video for a role without media", { role: "messaging", connectionOptions: { video: true } }],
    [
      "a role of messages alone without DataChannels",
      { role: "messaging", relay: "signaling", connectionOptions: { dataChannelSignaling: false } },
    ],
    ["a bit rate that is text", { connectionOptions: { videoBitRate: "500" } }],
    ["a client id of 256 bytes", { connectionOptions: { clientId: "x".repeat(256) } }],
    ["an empty bundle id", { connectionOptions: { bundleId: "" } }],
    ["parameters with a BigInt", { connectionOptions: { videoVP9Params: { profile: 1n } } }],
    ["DataChannels that are no list", { connectionOptions: { dataChannels: { label: "#a" } } }],
    ["a forwarding filter without rules", { connectionOptions: { forwardingFilter: { action: "block" } } }],
  ])("are refused: %s", (_name, wrong) => {
    expect(() => resolveOptions({ ...good, ...wrong } as SoraCallOptions)).toThrow(
      expect.objectContaining({ code: "invalid-options" }),
    );
  });

  it.each([
    ["metadata.seats[1]", { metadata: { seats: [1, Number.NaN] } }],
    ["metadata.limit", { metadata: { limit: Number.POSITIVE_INFINITY } }],
    ["metadata.names", { metadata: { names: new Map([["a", 1]]) } }],
    ["metadata.names", { metadata: { names: new Set(["a"]) } }],
    ["metadata.bytes", { metadata: { bytes: new Uint8Array(2) } }],
    ["metadata.since", { metadata: { since: new Date(Number.NaN) } }],
    ["metadata.token", { metadata: { token: () => "t" } }],
    ["metadata[0]", { metadata: new Array(1) }],
    ["metadata is NaN", { metadata: Number.NaN }],
    ["metadata.self is a cycle", { metadata: cycle }],
    ["signalingNotifyMetadata.user.level", { signalingNotifyMetadata: { user: { level: -Infinity } } }],
    ["signalingNotifyMetadata.tags", { signalingNotifyMetadata: { tags: new Set() } }],
    [
      "connectionOptions.videoVP9Params",
      { connectionOptions: { videoVP9Params: { profile_id: Number.NaN } } },
    ],
    ["connectionOptions.simulcats", { connectionOptions: { simulcats: true } }],
    ["connectionOptions.toString", { connectionOptions: { toString: 1 } }],
    ["signalingUrls must not contain a # fragment", { signalingUrls: "wss://sora.example/signaling#room" }],
  ])("cause an error that names the place of the fault: %s", (where, wrong) => {
    expect(() => resolveOptions({ ...good, ...wrong } as unknown as SoraCallOptions)).toThrow(
      expect.objectContaining({ code: "invalid-options", message: expect.stringContaining(where) }),
    );
  });

  it("may hold values with a JSON form, and undefined options", () => {
    const shared = { a: 1 };
    const fine = {
      metadata: {
        at: new Date(0),
        none: undefined,
        one: shared,
        other: shared,
        list: [null, true, "x", -0.5],
      },
      connectionOptions: { nonsense: undefined },
    };
    expect(() => resolveOptions({ ...good, ...fine } as unknown as SoraCallOptions)).not.toThrow();
  });

  const names = [
    "signalingUrls",
    "channelId",
    "role",
    "relay",
    "engine",
    "metadata",
    "signalingNotifyMetadata",
    "connectionOptions",
    "sealedMessages",
    "reconnect",
    "createWorker",
    "stream",
    "media",
    "constraints",
  ];

  it.each(names.filter((name) => name !== "metadata"))(
    "cause an error that names %s when it is null",
    (name) => {
      expect(() => resolveOptions({ ...good, [name]: null } as unknown as SoraCallOptions)).toThrow(
        expect.objectContaining({ code: "invalid-options", message: expect.stringContaining(name) }),
      );
    },
  );

  it.each(["timeout", "connectionTimeout", "disconnectWaitTimeout", "signalingCandidateTimeout"])(
    "cause an error that names %s when it is longer than a browser can wait",
    (name) => {
      const given = (connectionOptions: object) => () =>
        resolveOptions({ ...good, connectionOptions } as unknown as SoraCallOptions);
      expect(given({ [name]: 2 ** 31 - 1 })).not.toThrow();
      expect(given({ [name]: Number.MAX_SAFE_INTEGER })).toThrow(
        expect.objectContaining({ code: "invalid-options", message: expect.stringContaining(name) }),
      );
    },
  );

  it.each(["signalingUrls", "channelId"])("cause an error that names %s when it is missing", (name) => {
    expect(() => resolveOptions({ ...good, [name]: undefined } as unknown as SoraCallOptions)).toThrow(
      expect.objectContaining({ code: "invalid-options", message: expect.stringContaining(name) }),
    );
  });

  it.each([undefined, null, 5, "options", []])("are refused when they are %s", (given) => {
    expect(() => resolveOptions(given as unknown as SoraCallOptions)).toThrow(
      expect.objectContaining({ code: "invalid-options" }),
    );
  });

  const junk = fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true });
  const answers = (given: unknown) => {
    try {
      resolveOptions(given as SoraCallOptions);
    } catch (error) {
      expect(error).toBeInstanceOf(SoraE2EEError);
      expect(["invalid-options", "codec-unsupported"]).toContain((error as SoraE2EEError).code);
    }
  };

  it.each(names)("with any value in place of %s are accepted or refused with a typed error", (name) => {
    fc.assert(fc.property(junk, (value) => answers({ ...good, [name]: value })));
  });

  it("with any value for an SDK option are accepted or refused with a typed error", () => {
    fc.assert(
      fc.property(fc.constantFrom(...sdkOptions), junk, (name, value) =>
        answers({ ...good, connectionOptions: { [name]: value } }),
      ),
    );
  });

  it("with any value in place of the options object are accepted or refused with a typed error", () => {
    fc.assert(fc.property(junk, answers));
  });

  it("get a default for each missing option", () => {
    expect(resolveOptions(good)).toMatchObject({
      role: "sendrecv",
      relay: "messaging",
      engine: "built-in",
      metadata: null,
      signalingNotifyMetadata: {},
      sealedMessages: [],
      attempts: 10,
      connectionOptions: { videoCodecType: "VP8" },
    });
    expect(resolveOptions({ ...good, reconnect: false }).attempts).toBe(0);
    expect(resolveOptions({ ...good, reconnect: { attempts: 3 } }).attempts).toBe(3);
  });

  it("refuse a codec that cannot be sealed, and get a codec when the app names none", () => {
    for (const [option, codec] of [
      ["videoCodecType", "H265"],
      ["videoCodecType", "vp8"],
      ["audioCodecType", "opus"],
    ] as const) {
      const message = expect.stringMatching(`connectionOptions.${option} .*(VP9|OPUS).* capital letters`);
      expect(() => resolveOptions({ ...good, connectionOptions: { [option]: codec } })).toThrow(
        expect.objectContaining({ code: "codec-unsupported", message }),
      );
    }
    expect(resolveOptions(good).connectionOptions.videoCodecType).toBe("VP8");
  });
});

describe("the check of the browser's codecs and extensions", () => {
  const layers = ["mid", "rtp-stream-id", "repaired-rtp-stream-id"].map((name) => ({
    uri: `urn:ietf:params:rtp-hdrext:sdes:${name}`,
  }));

  function browserThatSends(codecs: readonly string[], headerExtensions = layers): void {
    const getCapabilities = () => ({
      codecs: codecs.map((codec) => ({ mimeType: `video/${codec}` })),
      headerExtensions,
    });
    browser({ RTCRtpSender: Object.assign(class {}, { getCapabilities }) });
  }
  const asking = (connectionOptions: SoraConnectionOptions, role: Role = "sendrecv") =>
    expect(() => resolveOptions({ ...good, role, connectionOptions } as SoraCallOptions));
  const unsupported = (naming: RegExp) =>
    expect.objectContaining({ code: "browser-unsupported", message: expect.stringMatching(naming) });

  afterEach(() => void vi.unstubAllGlobals());

  it.each(layers)("refuses simulcast without $uri before a device or connection is opened", (missing) => {
    browserThatSends(
      ["VP8"],
      layers.filter((layer) => layer !== missing),
    );
    asking({ simulcast: true }).toThrow(unsupported(/connectionOptions\.simulcast/));
    asking({ simulcast: true }, "sendonly").toThrow(unsupported(/simulcast/));
    asking({ simulcast: true }, "recvonly").not.toThrow();
    asking({}).not.toThrow();
  });

  it("refuses a codec that the browser does not send, unless the call sends nothing", () => {
    browserThatSends(["VP8", "rtx"]);
    asking({ videoCodecType: "H264" }).toThrow(unsupported(/cannot send H264.*videoCodecType/));
    asking({ videoCodecType: "H264" }, "recvonly").not.toThrow();
    asking({ videoCodecType: "H264", video: false }).not.toThrow();
    asking({ videoCodecType: "VP8", simulcast: true }).not.toThrow();
  });
});

describe("isSupported", () => {
  afterEach(() => void vi.unstubAllGlobals());

  it("returns true for a current browser", () => {
    browser();
    expect(isSupported()).toEqual({ supported: true });
  });

  it("names every missing feature", () => {
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
    expect(() => resolveOptions(good)).toThrow(expect.objectContaining({ code: "browser-unsupported" }));
  });

  it("accepts createEncodedStreams when there are no script transforms", () => {
    class Sender {
      createEncodedStreams(): void {}
    }
    browser({ RTCRtpScriptTransform: undefined, RTCRtpSender: Sender });
    expect(isSupported()).toEqual({ supported: true });
  });

  it("returns false outside of a browser", () => {
    vi.unstubAllGlobals();
    expect(isSupported().supported).toBe(false);
  });
});
