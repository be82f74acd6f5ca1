import { afterEach, describe, expect, it, vi } from "vitest";
import {
  endQuietly,
  installSeams,
  limitStatistics,
  refuseOddMessages,
  type SdkConnection,
} from "../../../src/sora/sdk-seams.ts";

/** Calls its seams as the SDK does, without a network. */
class FakeConnection {
  pc: unknown = null;
  configuration: RTCConfiguration | undefined;
  keepsConfiguration = true;
  async getSignalingWebSocket(candidates: string): Promise<unknown> {
    return { url: candidates };
  }
  async connectPeerConnection({ config }: { config: RTCConfiguration }): Promise<void> {
    const configuration = this.keepsConfiguration ? config : {};
    this.pc = { getConfiguration: () => configuration, close: vi.fn() };
  }
  start(): Promise<unknown> {
    return this.getSignalingWebSocket("wss://a/");
  }
}

function install(connection: object) {
  const sockets: unknown[] = [];
  const peerConnections: unknown[] = [];
  installSeams(connection as unknown as SdkConnection, {
    onSignalingWebSocket: (ws) => sockets.push(ws),
    configure: () => ({ encodedInsertableStreams: true }) as RTCConfiguration,
    onPeerConnection: (pc) => peerConnections.push(pc),
  });
  return { sockets, peerConnections };
}

describe("the SDK's seams", () => {
  afterEach(() => void vi.unstubAllGlobals());

  it("pass every signaling WebSocket and the peer connection to our code before the SDK uses them", async () => {
    vi.stubGlobal("RTCRtpSender", class {});
    const connection = new FakeConnection();
    const { sockets, peerConnections } = install(connection);
    await connection.start();
    await connection.connectPeerConnection({ config: {} });
    expect(sockets).toEqual([{ url: "wss://a/" }]);
    expect(peerConnections).toEqual([connection.pc]);
  });

  it.each(["getSignalingWebSocket", "connectPeerConnection"])(
    "refuse an SDK without %s, before it is used",
    (name) => {
      const connection = Object.assign(new FakeConnection(), { [name]: undefined });
      expect(() => install(connection)).toThrow(expect.objectContaining({ code: "sdk-incompatible" }));
    },
  );

  it("send statistics about packets when the server asks, and none about media content", async () => {
    const reports = [
      { type: "outbound-rtp", id: "o1", ssrc: 5, packetsSent: 7, framesSent: 3, qpSum: 99, frameWidth: 640 },
      {
        type: "media-source",
        id: "s1",
        kind: "audio",
        audioLevel: 0.5,
        totalAudioEnergy: 3,
        trackIdentifier: "x",
      },
      {
        type: "inbound-rtp",
        id: "i1",
        jitter: 0.1,
        audioLevel: 0.2,
        totalAudioEnergy: 1,
        concealedSamples: 4,
      },
      { type: "local-candidate", id: "c1", address: "192.168.1.7", ip: "192.168.1.7", candidateType: "host" },
      { type: "certificate", id: "f1", base64Certificate: "AAAA", fingerprint: "00:11" },
      "not a report",
    ];
    const connection = { getStats: async () => reports };
    limitStatistics(connection as unknown as SdkConnection);
    expect(await connection.getStats()).toEqual([
      { type: "outbound-rtp", id: "o1", ssrc: 5, packetsSent: 7, framesSent: 3 },
      { type: "media-source", id: "s1", kind: "audio" },
      { type: "inbound-rtp", id: "i1", jitter: 0.1 },
      { type: "local-candidate", id: "c1", candidateType: "host" },
      { type: "certificate", id: "f1" },
    ]);
  });

  it("report a message on which the SDK throws, and pass on all messages", async () => {
    const read: unknown[] = [];
    const channel = {
      onmessage: async ({ data }: { data: string }) => {
        await Promise.resolve();
        read.push((JSON.parse(data) as { type: string }).type);
      },
    };
    const onRefused = vi.fn();
    refuseOddMessages(channel as unknown as RTCDataChannel, onRefused);
    for (const data of ["null", "{", "", '{"type":"notify"}']) await channel.onmessage({ data });
    expect(read).toEqual(["notify"]);
    expect(onRefused).toHaveBeenCalledTimes(3);
  });

  it("leave a channel alone that the SDK does not read", () => {
    const channel = { onmessage: null };
    refuseOddMessages(channel as unknown as RTCDataChannel, () => undefined);
    expect(channel.onmessage).toBeNull();
  });

  it("refuse an SDK whose source of statistics is unknown", () => {
    const connection = {} as unknown as SdkConnection;
    expect(() => limitStatistics(connection)).toThrow(expect.objectContaining({ code: "sdk-incompatible" }));
  });

  it("ignore a failed statistics response on a missing channel, and report every other failure", async () => {
    const connection = {
      pc: {} as object | null,
      sendSignalingMessage: async () => {
        throw new TypeError("no channel");
      },
    };
    endQuietly(connection as unknown as SdkConnection);
    await expect(connection.sendSignalingMessage()).rejects.toThrow("no channel");
    connection.pc = null;
    await expect(connection.sendSignalingMessage()).resolves.toBeUndefined();
  });

  it("ignore a statistics response on a channel that closed before the peer connection", async () => {
    const closed = new DOMException("RTCDataChannel.readyState is not 'open'", "InvalidStateError");
    const connection = { pc: {}, sendSignalingMessage: () => Promise.reject(closed) };
    endQuietly(connection as unknown as SdkConnection);
    await expect(connection.sendSignalingMessage()).resolves.toBeUndefined();
  });

  it("refuse and close a peer connection without the flag in a browser that supports it", async () => {
    const sender = class {
      createEncodedStreams(): void {}
    };
    vi.stubGlobal("RTCRtpSender", sender);
    const connection = Object.assign(new FakeConnection(), { keepsConfiguration: false });
    const { peerConnections } = install(connection);
    await expect(connection.connectPeerConnection({ config: {} })).rejects.toMatchObject({
      code: "sdk-incompatible",
    });
    expect(peerConnections).toEqual([]);
    expect((connection.pc as { close: unknown }).close).toHaveBeenCalled();
  });
});
