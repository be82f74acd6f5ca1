import type { SignalingOfferMessage } from "sora-js-sdk";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { SoraE2EEError } from "../../../src/errors.ts";
import { createRelay } from "../../../src/sora/relay/create.ts";
import type { RelayOptions } from "../../../src/sora/relay/options.ts";

const self = "SELF".padEnd(26, "-");

function relay(options: RelayOptions) {
  const lost: SoraE2EEError[] = [];
  const received: Uint8Array[] = [];
  const made = createRelay(options, {
    onKeyMessage: (message) => received.push(message),
    onDropped: () => undefined,
    onLost: (error) => lost.push(error),
  });
  return { relay: made, lost, received };
}

const offer = (extra: object) => ({ type: "offer", connection_id: self, ...extra }) as SignalingOfferMessage;
const keyChannel = { label: "#sora-e2ee", direction: "sendrecv", compress: false };
const good = offer({ data_channel_signaling: true, data_channels: [keyChannel] });

class FakeChannel extends EventTarget {
  readonly label: string;
  readyState = "connecting";
  binaryType = "blob";
  readonly sent: Uint8Array[] = [];
  constructor(label: string) {
    super();
    this.label = label;
  }
  send(message: Uint8Array): void {
    this.sent.push(message);
  }
  becomes(state: "open" | "closed"): void {
    this.readyState = state;
    this.dispatchEvent(new Event(state === "open" ? "open" : "close"));
  }
}

/** A peer connection after the SDK has used it. */
function peerConnection() {
  const seenBySdk: string[] = [];
  const pc = {
    ondatachannel: ({ channel }: { channel: FakeChannel }) => void seenBySdk.push(channel.label),
  };
  const offers = (label: string) => {
    const channel = new FakeChannel(label);
    pc.ondatachannel({ channel });
    return channel;
  };
  return { pc: pc as unknown as RTCPeerConnection, seenBySdk, offers };
}

describe("the signaling relay", () => {
  it("requests E2EE and changes no option", () => {
    const { relay: signaling } = relay("signaling");
    expect(signaling.webSocket).not.toBeNull();
    expect(signaling.connectionOptions({ audio: false })).toEqual({ audio: false });
  });

  it.each<[string, SignalingOfferMessage]>([
    ["of 2024.2", offer({ version: "2024.2.0" })],
    ["of 2026.1", offer({ version: "2026.1.3" })],
    [
      "that offers no channel for keys",
      offer({ data_channel_signaling: true, data_channels: [{ label: "notify" }] }),
    ],
    ...[null, "e2ee", 7, {}, [null, "e2ee", 7]].map((channels): [string, SignalingOfferMessage] => [
      `whose list of channels is ${JSON.stringify(channels)}`,
      offer({ data_channel_signaling: true, data_channels: channels }),
    ]),
  ])(
    "reports at once that a server %s does not route key messages, and what to use instead",
    (_name, message) => {
      expect(() => relay("signaling").relay.offered(message)).toThrow(
        expect.objectContaining({
          code: "e2ee-routing-missing",
          message: expect.stringContaining('relay: "messaging"'),
        }),
      );
    },
  );

  it.each([
    offer({ version: "2024.1.5" }),
    offer({ version: "2023.2.0" }),
    offer({ version: "something-else" }),
    offer({}),
    offer({ data_channel_signaling: true, data_channels: [{ label: "e2ee" }] }),
    offer({ data_channel_signaling: true, data_channels: [null, 7, { label: "e2ee" }] }),
    offer({ data_channels: null }),
  ])("accepts a server that may route them: %j", (message) => {
    expect(() => relay("signaling").relay.offered(message)).not.toThrow();
  });

  it("recognizes a server that closes on our first key message, and only then", () => {
    vi.stubGlobal("WebSocket", { OPEN: 1 });
    const { relay: signaling } = relay("signaling");
    expect(signaling.explain({ code: 4490 })).toBeNull();
    signaling.webSocket?.adopt({ readyState: 1, send: () => undefined } as unknown as WebSocket);
    signaling.send([new Uint8Array(148)]);
    expect(signaling.explain({ code: 1006 })).toBeNull();
    expect(signaling.explain({ code: 4490 })).toMatchObject({ code: "e2ee-routing-missing" });
    signaling.webSocket?.receive(new Uint8Array(148));
    expect(signaling.explain({ code: 4490 })).toBeNull();
    vi.unstubAllGlobals();
  });
});

describe("the messaging relay", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("adds its channel to the app's channels as ordered, reliable and uncompressed", () => {
    const { relay: messaging } = relay("messaging");
    const chat = { label: "#chat", direction: "sendonly", compress: true } as const;
    expect(messaging.webSocket).toBeNull();
    expect(messaging.connectionOptions({ dataChannels: [chat], ignoreDisconnectWebSocket: true })).toEqual({
      dataChannelSignaling: true,
      ignoreDisconnectWebSocket: true,
      dataChannels: [
        chat,
        {
          label: "#sora-e2ee",
          direction: "sendrecv",
          ordered: true,
          compress: false,
          header: [{ type: "sender_connection_id" }],
        },
      ],
    });
    const plain = relay({ type: "messaging", label: "#k", senderHeader: false }).relay.connectionOptions({});
    expect(plain.dataChannels).toEqual([
      { label: "#k", direction: "sendrecv", ordered: true, compress: false },
    ]);
  });

  it.each([
    ["messaging-disabled", "data_channel_signaling = true", offer({ data_channel_signaling: false })],
    ["messaging-disabled", "data_channel_signaling = true", offer({})],
    [
      "messaging-disabled",
      "data_channel_messaging = true",
      offer({ data_channel_signaling: true, data_channels: [{ label: "notify" }] }),
    ],
    [
      "messaging-label-refused",
      "sendonly",
      offer({ data_channel_signaling: true, data_channels: [{ ...keyChannel, direction: "sendonly" }] }),
    ],
    [
      "messaging-label-refused",
      "compressed",
      offer({ data_channel_signaling: true, data_channels: [{ ...keyChannel, compress: true }] }),
    ],
  ])("reports %s, and names %s", (code, text, message) => {
    expect(() => relay("messaging").relay.offered(message)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(text) }),
    );
  });

  it("hides its channel from the SDK, and passes on all others", () => {
    const { relay: messaging } = relay("messaging");
    const { pc, seenBySdk, offers } = peerConnection();
    messaging.offered(good);
    messaging.watch(pc);
    for (const label of ["signaling", "#sora-e2ee", "#chat"]) offers(label);
    expect(seenBySdk).toEqual(["signaling", "#chat"]);
  });

  it("starts when its channel is open and signaling has switched, or a second after the channel opened", () => {
    for (const switches of [true, false]) {
      const { relay: messaging } = relay("messaging");
      const { pc, offers } = peerConnection();
      messaging.offered(good);
      messaging.watch(pc);
      const channel = offers("#sora-e2ee");
      channel.becomes("open");
      expect(channel.sent).toEqual([]);
      if (switches) messaging.switched();
      else vi.advanceTimersByTime(1000);
      expect(channel.sent, "a hello").toHaveLength(1);
      messaging.close();
    }
  });

  it("is lost when the browser cannot send a message, and throws nothing", () => {
    const { relay: messaging, lost } = relay("messaging");
    const { pc, offers } = peerConnection();
    messaging.offered(good);
    messaging.watch(pc);
    const channel = offers("#sora-e2ee");
    channel.send = () => {
      throw new TypeError("The message is too large.");
    };
    messaging.switched();
    expect(() => channel.becomes("open")).not.toThrow();
    expect(lost.map(({ code }) => code)).toEqual(["connection-lost"]);
  });

  it("is lost when only its channel closes, and not when the connection ends", () => {
    for (const alone of [true, false]) {
      const { relay: messaging, lost } = relay("messaging");
      const { pc, offers } = peerConnection();
      messaging.offered(good);
      messaging.watch(pc);
      const signaling = offers("signaling");
      const channel = offers("#sora-e2ee");
      for (const each of [signaling, channel]) each.becomes("open");
      channel.becomes("closed");
      if (!alone) signaling.becomes("closed");
      vi.advanceTimersByTime(1000);
      expect(lost.map(({ code }) => code)).toEqual(alone ? ["connection-lost"] : []);
    }
  });
});
