import { fileURLToPath } from "node:url";
import ts from "typescript";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { endQuietly, installSeams, type SdkConnection, stopConnecting } from "../../../src/sora/sdk-seams.ts";

const path = (relative: string) => fileURLToPath(new URL(`../../../${relative}`, import.meta.url));

/**
 * npm's choice for an app that names no version: Node 20 gets 2025.2.0, Node 22.18 and newer get 2026.1.0.
 */
const versions = [
  ["2026.1.0", "sora-js-sdk"],
  ["2025.2.0", "sora-js-sdk-2025"],
] as const;

/** Answers the `connect` message with an offer. */
class FakeWebSocket extends EventTarget {
  static readonly opened: FakeWebSocket[] = [];
  readonly url: string;
  readonly sent: Record<string, unknown>[] = [];
  readyState = 1;
  onopen: ((event: Event) => void) | null = null;
  onmessage: ((event: MessageEvent) => void) | null = null;
  onclose: ((event: Event) => void) | null = null;

  constructor(url: string) {
    super();
    this.url = url;
    FakeWebSocket.opened.push(this);
    queueMicrotask(() => this.onopen?.(new Event("open")));
  }

  send(data: string): void {
    this.sent.push(JSON.parse(data));
    const offer = { type: "offer", sdp: "", connection_id: "C", client_id: "C", config: { iceServers: [] } };
    queueMicrotask(() => this.onmessage?.(new MessageEvent("message", { data: JSON.stringify(offer) })));
  }

  close(): void {
    this.readyState = 3;
  }
}

class FakePeerConnection {
  static readonly made: FakePeerConnection[] = [];
  readonly configuration: RTCConfiguration;
  constructor(configuration: RTCConfiguration) {
    this.configuration = configuration;
    FakePeerConnection.made.push(this);
  }
  addTransceiver(): void {}
  async createOffer() {
    return { type: "offer", sdp: "v=0" };
  }
  getConfiguration(): RTCConfiguration {
    return this.configuration;
  }
  close(): void {}
}

async function connectionOf(name: string): Promise<SdkConnection> {
  const { default: sora } = (await import(name)) as typeof import("sora-js-sdk");
  return sora.connection("wss://sora.example/signaling").sendrecv("room", { token: "t" }, {});
}

describe.each(versions)("sora-js-sdk %s", (version, name) => {
  beforeEach(() => {
    FakeWebSocket.opened.length = 0;
    FakePeerConnection.made.length = 0;
    vi.stubGlobal("WebSocket", FakeWebSocket);
    vi.stubGlobal("RTCPeerConnection", FakePeerConnection);
    vi.stubGlobal("RTCRtpSender", class {});
    vi.stubGlobal("window", { RTCPeerConnection: FakePeerConnection, navigator: { userAgent: "test" } });
  });
  afterEach(() => void vi.unstubAllGlobals());

  it("has the version that this test names", async () => {
    const { default: sora } = (await import(name)) as typeof import("sora-js-sdk");
    expect(sora.version()).toBe(version);
  });

  it("passes each signaling WebSocket and the peer connection through our seams", async () => {
    const connection = await connectionOf(name);
    endQuietly(connection);
    const seen: string[] = [];
    installSeams(connection, {
      onSignalingWebSocket: (ws) => seen.push(ws.url),
      configure: (offer) => {
        seen.push(`offer for ${offer.connection_id}`);
        return { encodedInsertableStreams: true } as RTCConfiguration;
      },
      onPeerConnection: (pc) => seen.push(pc === connection.pc ? "its peer connection" : "another one"),
    });

    const connecting = connection.connect(new EventTarget() as MediaStream).catch((error: unknown) => error);
    await vi.waitFor(() => expect(seen).toHaveLength(3));
    await connecting;
    stopConnecting(connection);

    expect(seen).toEqual(["wss://sora.example/signaling", "offer for C", "its peer connection"]);
    expect(FakeWebSocket.opened[0]?.sent[0]).toMatchObject({ type: "connect", metadata: { token: "t" } });
    expect(FakePeerConnection.made.at(-1)?.configuration).toMatchObject({ encodedInsertableStreams: true });
  });

  it("leaves no rejected promise behind when a channel fails while the SDK closes it", async () => {
    const connection = await connectionOf(name);
    endQuietly(connection);
    const channel = {
      label: "signaling",
      readyState: "open",
      send: vi.fn(),
      close: vi.fn(),
      onerror: null as (() => void) | null,
      onclose: null as ((event: object) => void) | null,
    };
    const parts = connection as unknown as {
      soraDataChannels: object;
      signalingOfferMessageDataChannels: object;
      disconnectDataChannel(): Promise<unknown>;
    };
    parts.soraDataChannels = { signaling: channel };
    parts.signalingOfferMessageDataChannels = { signaling: { compress: true } };

    const closing = parts.disconnectDataChannel();
    channel.onerror?.();
    await vi.waitFor(() => expect(channel.send).toHaveBeenCalled());
    channel.onclose?.({ currentTarget: channel });

    await expect(closing).resolves.toMatchObject({ code: 1000 });
  });

  it("has the types that our code for the SDK expects", () => {
    const base = ts.readConfigFile(path("tsconfig.json"), ts.sys.readFile).config.compilerOptions;
    const { options, errors } = ts.convertCompilerOptionsFromJson(
      { ...base, types: [], paths: { "sora-js-sdk": [path(`node_modules/${name}/dist/sora.d.ts`)] } },
      path("."),
    );
    expect(errors).toEqual([]);

    const program = ts.createProgram([path("src/core.ts")], options);
    // 2025.2.0 also changes global types of WebCrypto, which other files use.
    const files = program.getSourceFiles().filter(({ fileName }) => fileName.startsWith(path("src/sora/")));
    const problems = files.flatMap((file) => program.getSemanticDiagnostics(file));

    expect(files.length).toBeGreaterThan(5);
    expect(program.getSourceFile(path(`node_modules/${name}/dist/sora.d.ts`))).toBeDefined();
    expect(problems.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"))).toEqual([]);
  });
});
