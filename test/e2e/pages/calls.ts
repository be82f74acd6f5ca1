import {
  type AgreementOptions,
  besideCamera,
  createSoraCall,
  isSupported,
  type MlsSuite,
  type Peer,
  type RelayOptions,
  type Role,
  SharedWasmEngine,
  type SoraCall,
  type SoraCallOptions,
  type SoraConnectionOptions,
  SoraE2EEError,
  type Support,
  type WasmEngine,
} from "react-sora-e2ee/core";
import { showTiles } from "./tiles.ts";

export interface JoinRequest {
  readonly channel: string;
  readonly signaling: string;
  readonly role?: Role;
  readonly relay?: RelayOptions;
  readonly agreement?: AgreementOptions;
  /** Pixels of the camera. */
  readonly size?: { readonly width: number; readonly height: number };
  readonly sealedMessages?: readonly string[];
  readonly allowAudioLevels?: boolean;
  readonly identity?: "session" | "device" | "none";
  /** The call fails without that identity, and without the login server's token, which this page never gets. */
  readonly required?: "identity" | "vouch";
  readonly connectionOptions?: SoraConnectionOptions;
  /** Sora's wasm in place of the built-in engine. All calls of the page share the wasm of the first call. */
  readonly wasm?: WasmEngine;
}

export interface PlainRequest extends Pick<JoinRequest, "channel" | "signaling" | "role"> {
  readonly codec?: "VP8" | "VP9" | "H264" | "AV1";
}

/** The page's functions for tests: calls of the library's core, by names that the test chooses. */
export interface CallsDriver {
  /** The page's own workers, in the order in which they were made. */
  readonly workers: readonly Worker[];
  /** Every sender of every call, in the order in which they were made. */
  readonly senders: readonly RTCRtpSender[];
  /** Every receiver of every call, in that order. */
  readonly receivers: readonly RTCRtpReceiver[];
  /** Every DataChannel that the server opened, in that order. */
  readonly channels: readonly RTCDataChannel[];
  /**
   * The places in a worker's message at which the page got a key, or the private part of one. Empty: never.
   */
  readonly keysTold: readonly string[];
  readonly isSupported: () => Support;
  /** Connects; resolves with null or the error's code. */
  join(name: string, request: JoinRequest): Promise<string | null>;
  call(name: string): SoraCall;
  /** Sends a film as a screen beside the camera of this call, which `join` connected, until the page ends. */
  shareScreen(name: string): Promise<void>;
  /** The sealed messages of all calls that opened, as text. */
  readonly received: readonly string[];
  /** The sender's key that signed each message. */
  readonly signedBy: readonly string[];
  /** Joins with the SDK only, without encryption. The default codec is VP8. */
  joinPlain(request: PlainRequest): Promise<void>;
  /** Video frames that the browser has encoded and decoded so far, in all connections of the page. */
  videoFrames(): Promise<{ readonly encoded: number; readonly decoded: number }>;
  /** Disconnects and takes its tiles off the page. */
  leave(name: string): Promise<void>;
}

declare global {
  interface Window {
    __calls: CallsDriver;
  }
}

const workers: Worker[] = [];
const keysTold: string[] = [];

function findKeys(value: unknown, path: string): void {
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return;
  if (value instanceof CryptoKey || ("kty" in value && "d" in value)) keysTold.push(path);
  for (const [name, part] of Object.entries(value)) findKeys(part, `${path}.${name}`);
}

const NativeWorker = window.Worker;
window.Worker = class extends NativeWorker {
  constructor(url: string | URL, options?: WorkerOptions) {
    super(url, options);
    // The fake camera's clock is a blob.
    if (String(url).startsWith("blob:")) return;
    workers.push(this);
    this.addEventListener("message", ({ data }) => findKeys(data, "message"));
  }
};

const channels: RTCDataChannel[] = [];
const receivers: RTCRtpReceiver[] = [];
const connections: RTCPeerConnection[] = [];
const NativePeerConnection = window.RTCPeerConnection;
window.RTCPeerConnection = class extends NativePeerConnection {
  constructor(configuration?: RTCConfiguration) {
    super(configuration);
    connections.push(this);
    this.addEventListener("datachannel", ({ channel }) => channels.push(channel));
    this.addEventListener("track", ({ receiver }) => receivers.push(receiver));
  }
};

const senders: RTCRtpSender[] = [];
const { addTrack } = RTCPeerConnection.prototype;
RTCPeerConnection.prototype.addTrack = function (...parameters) {
  const sender = addTrack.apply(this, parameters);
  senders.push(sender);
  return sender;
};

interface JoinedCall {
  readonly call: SoraCall;
  readonly request: JoinRequest;
  readonly hide: () => void;
}

const calls = new Map<string, JoinedCall>();

function joined(name: string): JoinedCall {
  const known = calls.get(name);
  if (!known) throw new Error(`There is no call ${name}.`);
  return known;
}

let sharedWasm: SharedWasmEngine | null = null;

function engineFor({ wasm }: JoinRequest): SharedWasmEngine | "built-in" {
  if (wasm === undefined) return "built-in";
  sharedWasm ??= new SharedWasmEngine(wasm);
  return sharedWasm;
}

function optionsFor(request: JoinRequest): SoraCallOptions {
  const {
    channel,
    signaling,
    role = "sendrecv",
    relay = "messaging",
    agreement = "sora",
    size,
    sealedMessages = [],
    allowAudioLevels = false,
    identity,
    required,
    connectionOptions = {},
  } = request;
  const base = {
    signalingUrls: signaling,
    channelId: channel,
    relay,
    agreement,
    sealedMessages,
    allowAudioLevels,
    ...(identity && {
      // Anybody can give any client id. In this test it replaces the app's knowledge about its users.
      identity:
        identity === "none"
          ? identity
          : {
              type: identity,
              userId: ({ clientId }: Peer) => clientId,
              required: required !== undefined,
              ...(required === "vouch" && { vouch: () => Promise.reject(new Error("Nobody is signed in.")) }),
            },
    }),
    connectionOptions,
    engine: engineFor(request),
  };
  if (role === "recvonly" || role === "messaging") return { ...base, role };
  return { ...base, role, constraints: { audio: true, video: size ?? true } };
}

const received: string[] = [];
const signedBy: string[] = [];

window.__calls = {
  workers,
  senders,
  receivers,
  channels,
  keysTold,
  received,
  signedBy,
  isSupported,
  async join(name, request) {
    if (calls.has(name)) throw new Error(`There is a call ${name} already.`);
    const call = createSoraCall(optionsFor(request));
    call.on("sealed", (message) => {
      received.push(new TextDecoder().decode(message.data));
      signedBy.push(message.signedBy);
    });
    calls.set(name, { call, request, hide: showTiles(name, call.store) });
    try {
      await call.connect();
      return null;
    } catch (error) {
      if (error instanceof SoraE2EEError) return error.code;
      throw error;
    }
  },
  call: (name) => joined(name).call,
  async shareScreen(name) {
    const { call, request } = joined(name);
    const screen = besideCamera(call, () => optionsFor(request), createSoraCall);
    await screen.show(new MediaStream([window.__fake.film(300)]), () => undefined);
  },
  async joinPlain({ channel, signaling, role = "sendrecv", codec = "VP8" }) {
    const { default: Sora } = await import("sora-js-sdk");
    const server = Sora.connection(signaling);
    const options = { videoCodecType: codec };
    if (role === "recvonly") {
      await server.recvonly(channel, null, options).connect();
      return;
    }
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: true });
    await server[role](channel, null, options).connect(stream);
  },
  async videoFrames() {
    let [encoded, decoded] = [0, 0];
    for (const connection of connections) {
      for (const stats of (await connection.getStats()).values()) {
        if (stats.type === "outbound-rtp") encoded += stats.framesEncoded ?? 0;
        if (stats.type === "inbound-rtp") decoded += stats.framesDecoded ?? 0;
      }
    }
    return { encoded, decoded };
  },
  async leave(name) {
    const known = calls.get(name);
    await known?.call.disconnect();
    known?.hide();
    calls.delete(name);
  },
};

const params = new URLSearchParams(location.search);
const param = (name: string): string => params.get(name) ?? "";
const [width = 0, height = 0] = param("size").split("x").map(Number);
const simulcastRid = params.get("rid") as SoraConnectionOptions["simulcastRequestRid"] | null;

if (params.get("autojoin") === "1") {
  void window.__calls.join("main", {
    channel: param("channel"),
    signaling: param("signaling"),
    ...(params.has("role") ? { role: param("role") as Role } : {}),
    ...(params.has("relay") ? { relay: param("relay") as "signaling" | "messaging" } : {}),
    ...(param("suite") !== "" ? { agreement: { type: "mls", suite: param("suite") as MlsSuite } } : {}),
    ...(width && height ? { size: { width, height } } : {}),
    ...(params.has("audioLevels") ? { allowAudioLevels: true } : {}),
    ...(params.has("sealed") ? { sealedMessages: params.getAll("sealed") } : {}),
    ...(params.has("wasm") ? { wasm: { wasmUrl: param("wasm"), wasmExecUrl: param("wasmExec") } } : {}),
    ...(params.has("identity") ? { identity: param("identity") as "session" | "device" | "none" } : {}),
    connectionOptions: {
      ...(params.has("user") ? { clientId: param("user") } : {}),
      ...(params.has("simulcast") ? { simulcast: true } : {}),
      ...(simulcastRid ? { simulcastRequestRid: simulcastRid } : {}),
      ...(params.has("codec")
        ? { videoCodecType: param("codec") as NonNullable<SoraConnectionOptions["videoCodecType"]> }
        : {}),
      ...(params.has("spotlight") ? { spotlight: true, spotlightNumber: Number(param("spotlight")) } : {}),
    },
  });
}
