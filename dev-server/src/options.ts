import { resolve } from "node:path";
import type { Interception } from "./interception.ts";
import type { SimulcastRid } from "./sdp/offer.ts";
import { type AuthHook, webhookAt } from "./signaling/auth-hook.ts";
import { type Capabilities, capabilitiesOf, type SoraVersion } from "./sora-version.ts";

/** Options of createDevServer. The value in brackets is the default. */
export interface DevServerOptions {
  /** HTTP and WebSocket port [0: any free one]. */
  port?: number;
  /** Address to listen on, for media too [127.0.0.1]. */
  host?: string;
  /** Acts like this version of Sora [none: has the features of all versions]. */
  soraVersion?: SoraVersion;
  /** Sora's `e2ee` [true]. Versions from 2024.2 on have no such setting, and take no notice. */
  e2ee?: boolean;
  /** Sora's `signaling_notify` [true]. */
  signalingNotify?: boolean;
  /** Sora's `signaling_notify_connection_id` [true]. */
  signalingNotifyConnectionId?: boolean;
  /** Sora's `signaling_notify_metadata` [true]. */
  signalingNotifyMetadata?: boolean;
  /** Sora's `data_channel_signaling`: when off, clients stay on the WebSocket [true]. */
  dataChannelSignaling?: boolean;
  /** Sora's `data_channel_signaling_close_message`: says why a connection ends over DataChannels too, as `type: close` [false]. */
  dataChannelSignalingCloseMessage?: boolean;
  /** Sora's `data_channel_messaging`: when off, clients that ask for messaging are refused [true]. */
  dataChannelMessaging?: boolean;
  /**
   * Sora's `signaling_bundle_id`: members of one bundle get nothing from each other [false: a client's
   * bundle_id is not read].
   */
  signalingBundleId?: boolean;
  /** Sora's `data_channel_rpc`, for versions from 2025.2 on [true]. */
  dataChannelRpc?: boolean;
  /** The simulcast layer of clients that name none; Sora's own default [r0]. */
  defaultSimulcastRid?: SimulcastRid;
  /** Seconds after which a connection ends with LIFETIME-EXPIRED [never]. */
  connectionLifetime?: number;
  /** Port of the HTTP API, 0 for any free one [no API]. */
  apiPort?: number;
  /** Called for each connection, in place of an auth webhook [all clients are allowed]. */
  authenticate?: AuthHook;
  /** Sora's `auth_webhook_url`. `authenticate` takes precedence [none]. */
  authWebhookUrl?: string;
  /** Receives a line about each unsupported field of a connect message [writes it to stderr]. */
  reportUnsupported?: (line: string) => void;
  /** Milliseconds between two `connection.updated` about a connection [60000]. */
  updatedInterval?: number;
  /** Milliseconds between two `req-stats` to a client, 0 for none [15000]. */
  requestStatsInterval?: number;
  /** Carry clients' metadata as `metadata` and `metadata_list`, as older servers did [false]. */
  legacyNotifyMetadata?: boolean;
  /**
   * Requests a key frame from a publisher after its key messages were delivered, which Sora does not do
   * [false].
   */
  keyFrameAfterKeys?: boolean;
  /** Redirects clients on their first contact to this signaling URL [no redirect]. */
  redirectTo?: string;
  /** Milliseconds between pings on the WebSocket [5000]. */
  pingInterval?: number;
  /** Milliseconds without any message on the WebSocket before it is closed [30000]. */
  pongTimeout?: number;
  /** Maximum time in milliseconds for each step until a client's media transport is ready [20000]. */
  connectTimeout?: number;
  /**
   * Milliseconds without any packet from a publisher before the connection is evicted [3000]; two and a half times that for
   * one that only receives.
   */
  transportTimeout?: number;
  /** Maximum size of a signaling, key or messaging message in bytes [1 MiB]. */
  maxMessageBytes?: number;
  /** Largest bit rate that publishers are allowed, bit/s per member [3000000]. */
  maxBitrate?: number;
  /** Folder for recordings, created with the first one ["recordings" in the working directory]. */
  recordingsFolder?: string;
  test?: TestOptions;
}

/** Faults for tests; all off by default. */
export interface TestOptions {
  /** Close the WebSocket in the middle of the handshake: in place of the offer, or when the answer has come. */
  closeDuringHandshake?: "before-offer" | "after-answer";
  /** Fraction of RTP packets lost in both directions, 0 to 1. */
  packetLoss?: number;
  /** Replaces the server's own `faults.hostile`. */
  interception?: Interception;
}

type Resolved =
  | "redirectTo"
  | "test"
  | "soraVersion"
  | "apiPort"
  | "authenticate"
  | "authWebhookUrl"
  | "connectionLifetime";

export interface Settings extends Required<Omit<DevServerOptions, Resolved>> {
  readonly apiPort: number | undefined;
  readonly authenticate: AuthHook | undefined;
  readonly connectionLifetime: number | undefined;
  readonly capabilities: Capabilities;
  readonly redirectTo: string | undefined;
  readonly test: Omit<TestOptions, "interception">;
  readonly interception: Interception;
}

export function settingsFrom(options: DevServerOptions, hostile: Interception): Settings {
  return {
    port: options.port ?? 0,
    host: options.host ?? "127.0.0.1",
    capabilities: capabilitiesOf(options.soraVersion),
    e2ee: options.e2ee ?? true,
    signalingNotify: options.signalingNotify ?? true,
    signalingNotifyConnectionId: options.signalingNotifyConnectionId ?? true,
    signalingNotifyMetadata: options.signalingNotifyMetadata ?? true,
    dataChannelSignaling: options.dataChannelSignaling ?? true,
    dataChannelSignalingCloseMessage: options.dataChannelSignalingCloseMessage ?? false,
    dataChannelMessaging: options.dataChannelMessaging ?? true,
    signalingBundleId: options.signalingBundleId ?? false,
    dataChannelRpc: options.dataChannelRpc ?? true,
    defaultSimulcastRid: options.defaultSimulcastRid ?? "r0",
    connectionLifetime: options.connectionLifetime,
    apiPort: options.apiPort,
    authenticate:
      options.authenticate ??
      (options.authWebhookUrl === undefined ? undefined : webhookAt(options.authWebhookUrl)),
    reportUnsupported: options.reportUnsupported ?? ((line) => void process.stderr.write(`${line}\n`)),
    updatedInterval: options.updatedInterval ?? 60_000,
    requestStatsInterval: options.requestStatsInterval ?? 15_000,
    legacyNotifyMetadata: options.legacyNotifyMetadata ?? false,
    keyFrameAfterKeys: options.keyFrameAfterKeys ?? false,
    redirectTo: options.redirectTo,
    pingInterval: options.pingInterval ?? 5000,
    pongTimeout: options.pongTimeout ?? 30000,
    connectTimeout: options.connectTimeout ?? 20000,
    transportTimeout: options.transportTimeout ?? 3000,
    maxMessageBytes: options.maxMessageBytes ?? 1 << 20,
    maxBitrate: options.maxBitrate ?? 3_000_000,
    recordingsFolder: resolve(options.recordingsFolder ?? "recordings"),
    test: options.test ?? {},
    interception: options.test?.interception ?? hostile,
  };
}
