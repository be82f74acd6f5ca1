import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { SoraConnection } from "../../../src/sora/connection.ts";
import type { SoraConnectionEvents } from "../../../src/sora/connection-events.ts";
import type { TransformAttacher } from "../../../src/sora/fail-closed.ts";

const keyLabel = "#sora-e2ee";
const bundle = { identityKey: "i", signedPreKey: "p", preKeySignature: "s" };

class FakePeerConnection extends EventTarget {
  readonly configuration: unknown;
  closed = false;
  ondatachannel: unknown = null;
  localDescription = null;
  connectionState = "new";
  constructor(configuration: unknown) {
    super();
    this.configuration = configuration;
  }
  getConfiguration(): unknown {
    return this.configuration;
  }
  addTrack(_track: object): object {
    return { sender: true };
  }
  addTransceiver(): object {
    return { sender: {}, receiver: { track: { kind: "video" } } };
  }
  async setRemoteDescription(): Promise<void> {}
  async setLocalDescription(): Promise<void> {}
  getTransceivers(): object[] {
    return [];
  }
  close(): void {
    this.closed = true;
  }
}

/** Calls its seams as the SDK does, without a network. */
class FakeSdkConnection {
  pc: FakePeerConnection | null = null;
  readonly connectionId = "ME------------------------";
  readonly sent: unknown[] = [];
  readonly options: { readonly signalingNotifyMetadata: Record<string, unknown> };
  constructor(options: FakeSdkConnection["options"]) {
    this.options = options;
  }
  readonly listeners = new Map<string, (event: unknown) => void>();
  on(kind: string, listener: (event: unknown) => void): void {
    this.listeners.set(kind, listener);
  }
  async getStats(): Promise<unknown[]> {
    return [];
  }
  async getSignalingWebSocket(): Promise<unknown> {
    return sdk.ws;
  }
  async connectPeerConnection({ config }: { readonly config: unknown }): Promise<void> {
    this.pc = new FakePeerConnection(config);
  }
  async connect(): Promise<void> {
    await this.connectPeerConnection(sdk.offer);
    this.pc?.addTrack({ kind: "video" });
  }
  async disconnect(): Promise<void> {}
  async sendMessage(...given: unknown[]): Promise<void> {
    this.sent.push(given);
  }
}

type FakeTrack = { readonly kind: string };

class FakeStream {
  readonly id: string;
  #tracks: readonly FakeTrack[];
  constructor(id = "made here", tracks: readonly FakeTrack[] = []) {
    this.id = id;
    this.#tracks = tracks;
  }
  getTracks(): readonly FakeTrack[] {
    return this.#tracks;
  }
  addTrack(track: FakeTrack): void {
    if (!this.#tracks.includes(track)) this.#tracks = [...this.#tracks, track];
  }
  removeTrack(track: FakeTrack): void {
    this.#tracks = this.#tracks.filter((other) => other !== track);
  }
}

const sdk = vi.hoisted(() => ({
  made: [] as unknown[],
  ws: {},
  offer: { config: {} as unknown },
}));

vi.mock("sora-js-sdk", () => {
  const make = (_channel: string, _metadata: unknown, options: FakeSdkConnection["options"]) => {
    const connection = new FakeSdkConnection(options);
    sdk.made.push(connection);
    return connection;
  };
  return { default: { connection: () => ({ sendrecv: make, sendonly: make, recvonly: make }) } };
});

function setUp(attachSender: () => void = () => undefined, metadata: Record<string, string> = {}) {
  const failures: unknown[] = [];
  const tracks: string[] = [];
  const streams: FakeStream[] = [];
  const removed: unknown[] = [];
  const ignored = () => undefined;
  const events: SoraConnectionEvents = {
    onPresence: ignored,
    onCounts: ignored,
    onKeyMessage: ignored,
    onDropped: ignored,
    onTrack: (connectionId, stream, _track, reused) => {
      tracks.push(`${connectionId}${reused ? " reused" : ""}`);
      streams.push(stream as unknown as FakeStream);
    },
    onTrackRemoved: (connectionId, track) => removed.push([connectionId, track]),
    onPush: ignored,
    onNotice: ignored,
    onSignaling: ignored,
    onTimeline: ignored,
    onMessage: ignored,
    onEnded: ignored,
    onAttachFailure: (cause) => failures.push(cause),
  };
  const attacher: TransformAttacher = {
    attachSender,
    attachReceiver: ignored,
    detachReceiver: ignored,
    negotiated: ignored,
  };
  const connection = new SoraConnection(
    {
      signalingUrls: "wss://sora.example/signaling",
      channelId: "room",
      role: "sendrecv",
      signalingNotifyMetadata: metadata,
      bundle,
      messageKey: null,
      participant: { id: "p", purpose: "camera" },
      relay: "messaging",
      options: {},
      offers: { sealable: { audio: ["OPUS"], video: ["VP8"] }, allowAudioLevels: false },
    },
    attacher,
    events,
  );
  return {
    connection,
    failures,
    tracks,
    streams,
    removed,
    sdkConnection: sdk.made.at(-1) as FakeSdkConnection,
  };
}

describe("a connection of the SDK", () => {
  beforeEach(() => {
    sdk.made.length = 0;
    sdk.offer = {
      config: { iceServers: [{ urls: "turn:a" }], encodedInsertableStreams: false },
      ...{ data_channel_signaling: true, connection_id: "ME------------------------" },
      ...{ data_channels: [{ label: keyLabel, direction: "sendrecv", compress: false }] },
    };
    vi.stubGlobal(
      "RTCRtpSender",
      class {
        createEncodedStreams(): void {}
      },
    );
    vi.stubGlobal("MediaStream", FakeStream);
  });
  afterEach(() => void vi.unstubAllGlobals());

  it("reports a track that moves to the stream of another peer as reused", () => {
    const { tracks, sdkConnection } = setUp();
    const [ann, ben] = ["ANN-----------------------", "BEN-----------------------"];
    const track = { kind: "video" };
    for (const id of [ann, ann, "no connection id", ben, ann]) {
      sdkConnection.listeners.get("track")?.({ track, receiver: {}, streams: [{ id }] });
    }
    sdkConnection.listeners.get("track")?.({
      track: { kind: "video" },
      receiver: {},
      streams: [{ id: ben }],
    });
    expect(tracks).toEqual([ann, ann, `${ben} reused`, `${ann} reused`, ben]);
  });

  it("reports a track as reused also after it was removed and came back to the same peer", () => {
    const { tracks, sdkConnection } = setUp();
    const [ann, ben] = ["ANN-----------------------", "BEN-----------------------"];
    const track = { kind: "video" };
    const listeners = sdkConnection.listeners;
    listeners.get("track")?.({ track, receiver: {}, streams: [{ id: ann }] });
    for (let times = 0; times < 2; times += 1) {
      listeners.get("track")?.({ track, receiver: {}, streams: [{ id: ben }] });
      listeners.get("removetrack")?.({ track, target: new FakeStream(ben, []) });
    }
    expect(tracks).toEqual([ann, `${ben} reused`, `${ben} reused`]);
  });

  it("gives each peer a stream of its own, with the tracks that are bound to that peer", () => {
    const { streams, sdkConnection } = setUp();
    const [ann, ben] = ["ANN-----------------------", "BEN-----------------------"];
    const [voice, face, other] = [{ kind: "audio" }, { kind: "video" }, { kind: "video" }];
    // The browser's streams have what the server's offer says: here, the face is also in the stream of Ben.
    const browsers = { [ann]: new FakeStream(ann, [voice, face]), [ben]: new FakeStream(ben, [face, other]) };
    const show = (track: object, ...ids: string[]) =>
      sdkConnection.listeners.get("track")?.({ track, streams: ids.map((id) => browsers[id]) });
    const hide = (track: object, id: string) =>
      sdkConnection.listeners.get("removetrack")?.({ track, target: browsers[id] });
    show(voice, ann);
    show(face, ann, ben);
    show(other, ben);
    const [ofAnn, again, ofBen] = streams;
    expect(again).toBe(ofAnn);
    expect([ofAnn?.getTracks(), ofBen?.getTracks()]).toEqual([[voice, face], [other]]);

    hide(face, ben);
    expect(ofAnn?.getTracks()).toEqual([voice, face]);
    show(face, ben);
    expect([ofAnn?.getTracks(), ofBen?.getTracks()]).toEqual([[voice], [face]]);
    hide(face, ben);
    show(other, ben);
    expect(streams.at(-1)).not.toBe(ofBen);
    expect(streams.at(-1)?.getTracks()).toEqual([other]);
  });

  it("takes a track from its peer when the server gives it to another one, also without removing it", () => {
    const { streams, removed, sdkConnection } = setUp();
    const [ann, ben] = ["ANN-----------------------", "BEN-----------------------"];
    const face = { kind: "video" };
    const [annStream, benStream] = [new FakeStream(ann, [face]), new FakeStream(ben, [face])];
    sdkConnection.listeners.get("track")?.({ track: face, streams: [annStream] });
    expect(removed).toEqual([]);
    sdkConnection.listeners.get("track")?.({ track: face, streams: [benStream, annStream] });
    expect(removed).toEqual([[ann, face]]);
    expect(streams.map((stream) => stream.getTracks())).toEqual([[], [face]]);
  });

  it("creates its peer connection with the flag that keeps clear media back, for any server configuration", async () => {
    const { connection, sdkConnection } = setUp();
    await connection.connect(null);
    expect(sdkConnection.pc?.configuration).toEqual({
      iceServers: [{ urls: "turn:a" }],
      encodedInsertableStreams: true,
    });
    sdk.offer = { ...sdk.offer, config: undefined };
    const other = setUp();
    await other.connection.connect(null);
    expect(other.sdkConnection.pc?.configuration).toEqual({ encodedInsertableStreams: true });
  });

  it("closes its peer connection and reports the failure when a sender gets no transform", async () => {
    const cause = new Error("InvalidStateError");
    const { connection, failures, sdkConnection } = setUp(() => {
      throw cause;
    });
    await expect(connection.connect(null)).rejects.toMatchObject({ name: "SoraE2EEError" });
    expect(sdkConnection.pc?.closed).toBe(true);
    expect(failures).toEqual([cause]);
  });

  it("sends an app's messages, but not under the label of the key messages", async () => {
    const { connection, sdkConnection } = setUp();
    const data = new Uint8Array([1]);
    await expect(connection.sendMessage(keyLabel, data)).rejects.toMatchObject({ code: "invalid-state" });
    expect(sdkConnection.sent).toEqual([]);
    await connection.sendMessage("#chat", data);
    expect(sdkConnection.sent).toEqual([["#chat", data]]);
  });

  it("announces its own keys and claims, regardless of the app's metadata", () => {
    const { sdkConnection } = setUp(undefined, {
      name: "Ann",
      pre_key_bundle: "another",
      react_sora_e2ee: "another",
    });
    expect(sdkConnection.options.signalingNotifyMetadata).toMatchObject({
      name: "Ann",
      pre_key_bundle: bundle,
      react_sora_e2ee: { version: 1 },
    });
  });
});
