import type { FromWorker, ToWorker, WorkerRequest } from "../../../../src/e2ee/worker/messages.ts";

/** The connection id that the fake server gives us. */
const selfId = "ME------------------------";

export const bundle = { identityKey: "i", signedPreKey: "p", preKeySignature: "s" };

/** Everything that a call opens on a fake page. Each step waits until the test lets it happen. */
export interface FakeWorld {
  readonly workers: readonly FakeWorker[];
  readonly connections: readonly FakeSdkConnection[];
  readonly globals: Readonly<Record<string, unknown>>;
  /** Number of steps that wait. */
  waiting(): number;
  /** Lets one of the waiting steps happen. */
  release(choice: number): void;
  createWorker(): Worker;
  makeConnection(): FakeSdkConnection;
  /** Descriptions of whatever was opened and is not closed. */
  open(): readonly string[];
  /** Senders that had no transform when their task ended. */
  unsealed(): number;
}

export interface FakeWorker extends EventTarget {
  terminated: boolean;
  /** The requests of the page. */
  readonly asked: readonly WorkerRequest[];
  say(message: FromWorker): void;
  crash(): void;
}

export interface FakeSdkConnection {
  /** The network is gone. */
  lose(): void;
  notify(message: object): void;
  readonly isConnected: boolean;
}

interface FakeSender {
  transform: unknown;
  track: MediaStreamTrack | null;
  replaceTrack(track: MediaStreamTrack | null): Promise<void>;
  getStats(): Promise<RTCStatsReport>;
}

export function createFakeWorld(): FakeWorld {
  const steps: (() => void)[] = [];
  const workers: FakeWorker[] = [];
  const connections: FakeConnection[] = [];
  const senders: FakeSender[] = [];
  const step = (): Promise<void> => new Promise((resolve) => void steps.push(resolve));

  class Socket extends EventTarget {
    static readonly OPEN = 1;
    readyState = 1;
    binaryType = "blob";
    send(): void {}
    close(): void {
      if (this.readyState === 3) return;
      this.readyState = 3;
      this.dispatchEvent(Object.assign(new Event("close"), { code: 1000, reason: "" }));
    }
  }

  class Sender {
    track: MediaStreamTrack | null = null;
    async replaceTrack(track: MediaStreamTrack | null): Promise<void> {
      await step();
      this.track = track;
    }
    async getStats(): Promise<RTCStatsReport> {
      return new Map() as unknown as RTCStatsReport;
    }
  }
  Object.defineProperty(Sender.prototype, "transform", { value: null, writable: true });

  class PeerConnection extends EventTarget {
    closed = false;
    connectionState = "connected";
    localDescription = null;
    readonly configuration: unknown;
    constructor(configuration: unknown) {
      super();
      this.configuration = configuration;
    }
    getConfiguration(): unknown {
      return this.configuration;
    }
    addTrack(track: MediaStreamTrack): FakeSender {
      const sender = new Sender() as unknown as FakeSender;
      sender.track = track;
      senders.push(sender);
      return sender;
    }
    addTransceiver(): never {
      throw new Error("The fake SDK adds tracks only.");
    }
    getTransceivers(): [] {
      return [];
    }
    async setRemoteDescription(): Promise<void> {}
    async setLocalDescription(): Promise<void> {}
    close(): void {
      this.closed = true;
    }
  }

  class FakeConnection implements FakeSdkConnection {
    readonly connectionId = selfId;
    pc: PeerConnection | null = null;
    ws: Socket | null = null;
    isConnected = false;
    readonly #listeners = new Map<string, (event: unknown) => void>();
    on(name: string, listener: (event: unknown) => void): void {
      this.#listeners.set(name, listener);
    }
    async getStats(): Promise<unknown[]> {
      return [];
    }
    async getSignalingWebSocket(_candidates: string): Promise<Socket> {
      await step();
      this.ws = new Socket();
      return this.ws;
    }
    async connectPeerConnection({ config }: { readonly config: unknown }): Promise<void> {
      this.pc = new PeerConnection(config);
    }
    async connect(stream: MediaStream | null): Promise<void> {
      await this.getSignalingWebSocket("wss://sora.example/signaling");
      await step();
      this.#requireOpen();
      await this.connectPeerConnection({ config: {} });
      for (const track of stream?.getTracks() ?? []) this.pc?.addTrack(track);
      await step();
      this.#requireOpen();
      this.isConnected = true;
      void step().then(() => {
        if (!this.isConnected) return;
        const created = { event_type: "connection.created", connection_id: selfId, data: [] };
        this.notify({ ...created, metadata: { pre_key_bundle: bundle } });
      });
    }
    async disconnect(): Promise<void> {
      await step();
      this.isConnected = false;
      this.ws?.close();
      this.pc?.close();
    }
    async sendMessage(): Promise<void> {}
    clearMonitorSignalingWebSocketEvent(): void {}
    notify(message: object): void {
      this.#listeners.get("notify")?.(message);
    }
    lose(): void {
      if (!this.isConnected) return;
      this.isConnected = false;
      this.#listeners.get("disconnect")?.({
        type: "abend",
        title: "WEBSOCKET-ONCLOSE",
        code: 1006,
        reason: "",
      });
    }
    #requireOpen(): void {
      if (this.ws?.readyState !== Socket.OPEN) throw new Error("The socket was closed.");
    }
  }

  class WorkerFake extends EventTarget implements FakeWorker {
    onmessage: ((event: { readonly data: FromWorker }) => void) | null = null;
    onerror: ((event: { preventDefault(): void }) => void) | null = null;
    terminated = false;
    readonly asked: WorkerRequest[] = [];
    constructor() {
      super();
      workers.push(this);
      void step().then(() => this.say({ type: "ready" }));
    }
    postMessage(message: ToWorker): void {
      if (message.type !== "request") return;
      this.asked.push(message.request);
      void step().then(() =>
        this.say({ type: "response", id: message.id, ok: true, result: answerTo(message.request) }),
      );
    }
    terminate(): void {
      this.terminated = true;
    }
    crash(): void {
      if (!this.terminated) this.onerror?.({ preventDefault: () => undefined });
    }
    say(data: FromWorker): void {
      if (!this.terminated) this.onmessage?.({ data });
    }
  }

  return {
    workers,
    connections,
    globals: {
      ...{
        isSecureContext: true,
        WebSocket: Socket,
        RTCPeerConnection: PeerConnection,
        RTCRtpSender: Sender,
      },
      ...{ Worker: WorkerFake, RTCRtpScriptTransform: class {}, MediaStream: FakeStream },
      ...{ addEventListener: () => undefined, removeEventListener: () => undefined },
    },
    waiting: () => steps.length,
    release: (choice) => steps.splice(choice % steps.length, 1)[0]?.(),
    createWorker: () => new WorkerFake() as unknown as Worker,
    makeConnection: () => {
      const connection = new FakeConnection();
      connections.push(connection);
      return connection;
    },
    open: () => [
      ...workers.flatMap(({ terminated }, at) => (terminated ? [] : [`worker ${at}`])),
      ...connections.flatMap(({ ws }, at) => (ws && ws.readyState !== 3 ? [`socket ${at}`] : [])),
      ...connections.flatMap(({ pc }, at) => (pc && !pc.closed ? [`peer connection ${at}`] : [])),
    ],
    unsealed: () => senders.filter(({ transform }) => !transform).length,
  };
}

function answerTo({ kind }: WorkerRequest): unknown {
  if (kind === "init") {
    return { preKeyBundle: bundle, keyPackage: null, fingerprint: "f", messageKey: null, participant: null };
  }
  return kind === "facts" ? { selfKeyId: 0, senders: [], peers: [] } : undefined;
}

export class FakeTrack extends EventTarget {
  readonly kind: "audio" | "video";
  readyState: "live" | "ended" = "live";
  readonly muted = false;
  readonly label = "";
  constructor(kind: "audio" | "video") {
    super();
    this.kind = kind;
  }
  stop(): void {
    this.readyState = "ended";
  }
}

export class FakeStream {
  readonly #tracks: readonly FakeTrack[];
  constructor(tracks: readonly FakeTrack[] = []) {
    this.#tracks = [...tracks];
  }
  getTracks(): readonly FakeTrack[] {
    return [...this.#tracks];
  }
  getAudioTracks(): readonly FakeTrack[] {
    return this.#tracks.filter(({ kind }) => kind === "audio");
  }
  getVideoTracks(): readonly FakeTrack[] {
    return this.#tracks.filter(({ kind }) => kind === "video");
  }
}
