import type {
  ConnectionMessaging,
  ConnectionPublisher,
  ConnectionSubscriber,
  SignalingOfferMessage,
} from "sora-js-sdk";
import { SoraE2EEError } from "../errors.ts";
import { isFailClosed } from "./fail-closed.ts";
import { firstToOpen } from "./first-to-open.ts";
import { sentStatistics } from "./sent-statistics.ts";

export type SdkConnection = ConnectionPublisher | ConnectionSubscriber | ConnectionMessaging;

/** The two methods of the SDK's connection object that E2EE has to wrap. They are not in its public types. */
interface Seams {
  getSignalingWebSocket(candidates: string | string[]): Promise<WebSocket>;
  connectPeerConnection(offer: SignalingOfferMessage): Promise<void>;
  /** Milliseconds that each of several signaling servers has to answer. */
  readonly signalingCandidateTimeout: number;
}

const defaultCandidateTimeout = 3000;

export interface SeamHandlers {
  /** Called with each open signaling WebSocket before the SDK uses it, also after a redirect. */
  onSignalingWebSocket(ws: WebSocket): void;
  /** Called with the offer before the peer connection exists. Returns the configuration to use. */
  configure(offer: SignalingOfferMessage): RTCConfiguration;
  /** Called with the new peer connection before it has a description. */
  onPeerConnection(pc: RTCPeerConnection): void;
}

/**
 * Wraps methods of the SDK's connection. Both seams have had these names and arguments since 2021.
 * @throws {SoraE2EEError} `sdk-incompatible` when one is missing.
 */
export function installSeams(connection: SdkConnection, handlers: SeamHandlers): void {
  const seams = connection as unknown as Partial<Seams>;
  const { getSignalingWebSocket, connectPeerConnection } = seams;
  if (typeof getSignalingWebSocket !== "function" || typeof connectPeerConnection !== "function") {
    throw incompatible("its connection object lacks getSignalingWebSocket or connectPeerConnection");
  }

  seams.getSignalingWebSocket = async (candidates) => {
    const ws =
      typeof candidates === "string" || candidates.length < 2
        ? await getSignalingWebSocket.call(connection, candidates)
        : await firstToOpen(candidates, seams.signalingCandidateTimeout ?? defaultCandidateTimeout);
    handlers.onSignalingWebSocket(ws);
    return ws;
  };

  seams.connectPeerConnection = async (offer) => {
    const config = handlers.configure(offer);
    await connectPeerConnection.call(connection, { ...offer, config });
    const { pc } = connection;
    if (!pc) throw incompatible("it made no peer connection, or was disconnected while making it");
    if (!isFailClosed(pc)) {
      pc.close();
      throw incompatible("it does not pass on the configuration that blocks clear media");
    }
    handlers.onPeerConnection(pc);
  };
}

/** Methods and fields that are private in the SDK's types. */
interface PrivateParts {
  disconnectDataChannel(): Promise<unknown>;
  readonly soraDataChannels: Readonly<Record<string, RTCDataChannel>>;
}

/** Steps of the SDK that may still be running when its connection ends. */
const endsLate = ["sendSignalingMessage", "abend"] as const;

/**
 * Suppresses errors of the SDK on channels that it has released already, such as a response to a re-offer.
 * Browsers would report them as an error of the page.
 */
export function endQuietly(connection: SdkConnection): void {
  const seams = connection as unknown as Record<string, unknown>;
  for (const name of endsLate) {
    const method = seams[name];
    if (typeof method !== "function") continue;
    seams[name] = async (...parameters: unknown[]) => {
      try {
        await method.apply(connection, parameters);
      } catch (cause) {
        if (connection.pc && !isChannelClosed(cause)) throw cause;
      }
    };
  }
  closeQuietly(connection);
}

/**
 * While the SDK closes its channels, it rejects a promise on the first error, before it waits for that promise.
 * Browsers report that as an error of the page. A channel with an error closes next (W3C WebRTC, "Closing
 * procedure"), and the SDK waits for that, too.
 */
function closeQuietly(connection: SdkConnection): void {
  const parts = connection as unknown as Partial<PrivateParts>;
  const { disconnectDataChannel } = parts;
  if (typeof disconnectDataChannel !== "function") return;
  parts.disconnectDataChannel = () => {
    const ended = disconnectDataChannel.call(connection);
    for (const channel of Object.values(parts.soraDataChannels ?? {})) channel.onerror = null;
    return ended;
  };
}

/** A channel closes before the peer connection is released. Other events report its end. */
function isChannelClosed(cause: unknown): boolean {
  return cause instanceof DOMException && cause.name === "InvalidStateError";
}

/**
 * The SDK reads messages of a DataChannel without a check. A message that is not the JSON that it expects would
 * be an error of the page.
 */
export function refuseOddMessages(channel: RTCDataChannel, onRefused: () => void): void {
  const forSdk = channel.onmessage as ((event: MessageEvent) => unknown) | null;
  if (forSdk === null) return;
  channel.onmessage = async (event) => {
    try {
      await forSdk.call(channel, event);
    } catch {
      onRefused();
    }
  };
}

/**
 * Limits the browser's statistics that the SDK sends when the server asks for them.
 * @throws {SoraE2EEError}
 * `sdk-incompatible` when their source is unknown.
 */
export function limitStatistics(connection: SdkConnection): void {
  const seams = connection as unknown as { getStats?: () => Promise<readonly unknown[]> };
  const { getStats } = seams;
  if (typeof getStats !== "function") throw incompatible("its connection object lacks getStats");
  seams.getStats = async () => sentStatistics(await getStats.call(connection));
}

export function connectWith(connection: SdkConnection, stream: MediaStream | null): Promise<unknown> {
  // A publisher's `connect` takes the stream. The `connect` of other roles takes no argument, and ignores the
  // stream.
  return (connection.connect as (stream: MediaStream | null) => Promise<unknown>).call(connection, stream);
}

/**
 * Stops the SDK's timer that waits for a WebSocket while connecting. The SDK does not stop it when the server
 * leaves during connecting.
 */
export function stopConnecting(connection: SdkConnection): void {
  const { clearMonitorSignalingWebSocketEvent: clear } = connection as unknown as Record<string, unknown>;
  if (typeof clear === "function") clear.call(connection);
}

function incompatible(detail: string): SoraE2EEError {
  return new SoraE2EEError(
    "sdk-incompatible",
    `This version of sora-js-sdk does not work with end-to-end encryption: ${detail}. Install a version in the peer dependency range of this library.`,
  );
}
