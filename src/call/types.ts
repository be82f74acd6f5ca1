import type { StoreApi } from "zustand/vanilla";
import type { LocalMediaSource } from "../devices/types.ts";
import type { ContactStore } from "../protocol/identity.ts";
import type { Role, SilentRole } from "../protocol/types.ts";
import type { JSONType, SoraConnectionOptions } from "../sora/options.ts";
import type { RelayOptions } from "../sora/relay/options.ts";
import type { RpcOptions } from "../sora/rpc-channel.ts";
import type { MediaKind, Purpose, SafetyNumber } from "../status.ts";
import type { CallState, OwnConnection } from "../store/types.ts";
import type { AgreementOptions } from "./agreement-options.ts";
import type { CallMessages } from "./app-messages.ts";
import type { AudioLevels } from "./audio-levels.ts";
import type { CallIdentity } from "./call-identity.ts";
import type { IdentityOption } from "./identity-options.ts";
import type { SharedWasmEngine, WasmEngine } from "./wasm-options.ts";

export interface ParticipantOptions {
  /** 1 to 64 printable ASCII characters. Default: random for each call object, and kept over its reconnects. */
  readonly id?: string;
  /** Default `camera`. */
  readonly purpose?: Purpose;
}

interface BaseOptions {
  /** `wss://…/signaling`, one or several candidates. */
  readonly signalingUrls: string | readonly string[];
  readonly channelId: string;
  /**
   * The path of key messages, which must be the same for all peers of a channel. `messaging`: over a
   * messaging DataChannel, on a Sora with `data_channel_messaging = true`. It turns `dataChannelSignaling`
   * on. `signaling`: a Sora up to 2024.1 with `e2ee = true` routes them, also between this library and the
   * released SDKs. Default `messaging`.
   */
  readonly relay?: RelayOptions;
  /**
   * The key agreement, which must be the same for all peers of a channel. `sora`: pairwise, as in the
   * released SDK. `mls`: in a group of all peers, which costs far less in large channels. Needs the relay
   * `messaging`. Default `sora`.
   */
  readonly agreement?: AgreementOptions;
  /** The code for the pairwise key agreement. Default `built-in`. */
  readonly engine?: "built-in" | WasmEngine | SharedWasmEngine;
  /**
   * For Sora's authentication, an access token for example. A function is asked again for each connection, also after the
   * connection was lost; it may be async.
   */
  readonly metadata?: JSONType | (() => JSONType | Promise<JSONType>);
  /** Must be an object, because the key bundle is added to it as `pre_key_bundle`. */
  readonly signalingNotifyMetadata?: Readonly<Record<string, JSONType>>;
  readonly connectionOptions?: SoraConnectionOptions;
  /**
   * Labels of DataChannels, each beginning with `#`, for messages of the app that are sealed like media: set up
   * by the call, which turns `dataChannelSignaling` on, and never used for unencrypted messages. All peers must
   * name the same.
   */
  readonly sealedMessages?: readonly string[];
  /**
   * Tells peers what this connection shows. `purpose` is `camera` or `screen`, default `camera`. `id` is a claim; connections are not grouped by it. Calls
   * of one person belong together by their `identity`.
   */
  readonly participant?: ParticipantOptions;
  /**
   * The key that tells peers who we are, over connections and calls. `session` (default): for this call object.
   * `device`: for this browser profile, from call to call, in IndexedDB. `none`: each connection stands for itself.
   */
  readonly identity?: IdentityOption;
  /**
   * The display name of this participant, which peers and the server see. 40 characters of it are used, without control and
   * direction characters. Default none. Peers have it as `peer.name`, a claim, since nothing proves it.
   */
  readonly name?: string;
  /**
   * Allows the server to get the audio level of each packet, unencrypted, when it asks for it. Sora's
   * spotlight needs it to find the speaker. It also reveals to the server when a participant speaks and how
   * loud. Default false.
   */
  readonly allowAudioLevels?: boolean;
  /**
   * Tells peers every two seconds, by a sealed message, which of their streams this call opens, and collects
   * what they tell of ours (`state.receipts`, `useOpenedBy`). Default: on if the call uses messaging
   * DataChannels anyway, as it does with the relay `messaging` or with `sealedMessages`. True also turns
   * `dataChannelSignaling` on. False turns receipts off.
   */
  readonly receipts?: boolean;
  /**
   * Connect again, with new keys, when the connection is lost; `attempts` limits how often in a row. Default true: 10
   * times, 0.5 s to 10 s apart.
   */
  readonly reconnect?: boolean | { readonly attempts: number };
  /**
   * For pages that must load the worker from elsewhere (another origin, a CDN, a strict CSP): the package's `worker.js`;
   * `wasm-worker.js` for Sora's wasm, `mls-worker.js` for MLS, `mls-x-wing-worker.js` for MLS with the suite `x-wing`.
   */
  readonly createWorker?: () => Worker;
}

/**
 * The app's stream, which stays the app's; or a source of local media, whose changes are followed; or constraints: then
 * the library opens the devices and closes them.
 */
type SendingMedia =
  | { readonly stream: MediaStream; readonly media?: never; readonly constraints?: never }
  | { readonly media: LocalMediaSource; readonly stream?: never; readonly constraints?: never }
  | { readonly constraints?: MediaStreamConstraints; readonly stream?: never; readonly media?: never };

/** `messaging` neither sends nor receives media: it has sealed messages and the app's DataChannels. */
type SendingNothing = {
  readonly role: SilentRole;
  readonly stream?: never;
  readonly media?: never;
  readonly constraints?: never;
};

export type SoraCallOptions =
  | (BaseOptions & { readonly role?: Exclude<Role, SilentRole> } & SendingMedia)
  | (BaseOptions & SendingNothing);

/** A store to read and to subscribe to; only the call writes to it. */
export type CallStore = Pick<StoreApi<CallState>, "getState" | "getInitialState" | "subscribe">;

export interface SoraCall {
  readonly store: CallStore;
  /**
   * Opens devices, worker and connection. Resolves once connected.
   * @throws {SoraE2EEError} with nothing left open; the store's `error` holds the same.
   */
  connect(options?: { readonly signal?: AbortSignal }): Promise<void>;
  /**
   * Closes everything that `connect` opened, at any moment. Never rejects.
   *
   * @param options.reason The reason in `ending`: `left` (default), or `replaced` when the app puts another
   * call in its place.
   */
  disconnect(options?: { readonly reason?: "left" | "replaced" }): Promise<void>;
  /**
   * Sets new options. They are compared by value; streams and other objects of the browser by identity. If they differ while
   * connected or connecting, the call reconnects with them, at most once a second. An option that keeps changing is ignored
   * after some reconnects. While disconnected, new options are used by the next `connect`.
   */
  setOptions(options: SoraCallOptions): void;
  /**
   * Keeps the call for a component that owns it, from mount to unmount; `useSoraE2EE` does this. When the last holder lets go,
   * the call disconnects, and refuses to connect until it is held again.
   *
   * @param options.autoConnect Connects on mount, and again after a failure when changed options may have fixed
   * its cause. Default false.
   * @returns A function that releases the call.
   */
  retain(options?: { readonly autoConnect?: boolean }): () => void;
  /**
   * Replaces the sent track of this kind, for example by another camera or a screen. Null sends nothing of this kind until
   * the next call. The previous track is stopped if the library opened it, and left alone if it is the app's.
   * @throws {SoraE2EEError} `invalid-state` when not connected or when nothing of this kind is negotiated.
   */
  replaceTrack(kind: MediaKind, track: MediaStreamTrack | null): Promise<void>;
  /** The browser's statistics of the present connection; null while there is none. */
  getStats(): Promise<RTCStatsReport | null>;
  readonly audioLevels: AudioLevels;
  /**
   * Listens to what the server pushes, to messages on the app's own DataChannels, to sealed messages, or to steps of
   * signaling and of the connection for a log, over all connections of this call. Of the messages only sealed ones are
   * end-to-end encrypted: the server can read, change and forge the others. Returns a function that stops listening.
   */
  on<Kind extends keyof CallMessages>(
    kind: Kind,
    listener: (message: CallMessages[Kind]) => void,
  ): () => void;
  /**
   * Sends on one of the app's own DataChannels; text as UTF-8. The server can read it.
   * @throws {SoraE2EEError} `invalid-state` when not connected or when there is no open DataChannel of this label.
   */
  sendMessage(label: string, data: Uint8Array | string): Promise<void>;
  /**
   * Sends on one of `sealedMessages`; text as UTF-8. Peers that have our key can open it, the server cannot.
   *
   * @param options.to A connection id. Other peers drop the message, although they could decrypt it. Default: all peers.
   * @throws {SoraE2EEError} `invalid-options` for a label that is not sealed, more than 65,000 bytes or a recipient that
   * is no connection id; `invalid-state` when not connected or when its DataChannel is not open.
   */
  sendSealedMessage(
    label: string,
    data: Uint8Array | string,
    options?: { readonly to?: string },
  ): Promise<void>;
  /**
   * Calls a method of the server (JSON-RPC over the `rpc` DataChannel; Sora 2025.2 or newer, `data_channel_rpc = true`, and
   * `rpc_methods` from the auth webhook). `store`'s `server.rpcMethods` has what may be called. `PutSignalingNotifyMetadata`
   * keeps our keys in the metadata; its answer is without them. After a reconnect `signalingNotifyMetadata` counts again.
   *
   * @returns The server's answer; null for a notification.
   * @throws {SoraE2EEError} `invalid-state` when not connected or when there is no RPC; `invalid-options` for wrong arguments
   * and for metadata that would change our keys; `rpc-failed` with the server's error as the cause.
   */
  rpc(
    method: string,
    params?: Readonly<Record<string, unknown>> | readonly unknown[],
    options?: RpcOptions,
  ): Promise<unknown>;
  /**
   * Records that a person compared this peer's safety number and that it matches, or withdraws that. With a safety number of
   * kind `participant`, the contact is verified, in this call and later ones.
   *
   * @param compared The compared value: the `SafetyNumber`, its digits, or the whole fingerprint. Null withdraws the verification.
   * @returns False when the peer has another identity key by now, or has left: then nothing is verified. Tell the person.
   * @throws {SoraE2EEError} `invalid-options` for anything else.
   */
  setVerified(connectionId: string, compared: SafetyNumber | string | null): boolean;
  /**
   * Accepts the changed key of this peer as another device of the same user, without comparing.
   * @returns False when no warning about this peer is open.
   */
  acceptIdentity(connectionId: string): boolean;
  /** The contacts: the remembered keys of other participants. */
  readonly contacts: ContactStore;
  /** The value of the option `identity` for other calls of the same person on the page. */
  readonly identity: CallIdentity;
  /**
   * Tells the call of another connection to the channel that this page opened, such as a screen: it is not shown as another
   * participant. `besideCamera` does this. Both values are in the other call's `self`, the fingerprint so that the server
   * cannot pass off a peer of its own as ours.
   */
  addOwnConnection(connectionId: string, own: OwnConnection): void;
}
