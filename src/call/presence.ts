import type { WorkerRequest } from "../e2ee/worker/messages.ts";
import { SoraE2EEError, type SoraE2EEErrorCode } from "../errors.ts";
import type { NotifiedPeer, PresenceEvent } from "../sora/notifications.ts";
import { maxPeers } from "../status.ts";
import type { CallEvent } from "../store/types.ts";
import type { WorkerClient } from "./worker-client.ts";

/**
 * Sora notifies us of our own connection right after connecting. Without a notification within this time, the
 * server sends none.
 */
const notificationTimeout = 3000;
/** Maximum number of notifications that wait for our own one. Ordinary servers send ours first. The limit protects against other servers. */
const maxEarly = 1000;

/**
 * Passes presence from signaling to the worker and the store. No frame can be sealed before
 * our own notification has shown that the server supports the key agreement. An earlier frame would go to a
 * server that cannot give us a protected call.
 */
export class Presence {
  readonly #client: WorkerClient;
  readonly #dispatch: (event: CallEvent) => void;
  readonly #onFailed: (error: SoraE2EEError) => void;
  /** Notifications that arrived before our own one, in order. */
  readonly #early: (() => void)[] = [];
  /** The peers that the worker knows. */
  readonly #peers = new Set<string>();
  #selfId: string | null = null;
  #onStarted: () => void = () => undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    client: WorkerClient,
    dispatch: (event: CallEvent) => void,
    onFailed: (error: SoraE2EEError) => void,
  ) {
    this.#client = client;
    this.#dispatch = dispatch;
    this.#onFailed = onFailed;
  }

  /**
   * @throws {SoraE2EEError} `notifications-disabled` when no notification of our own connection arrives. Call
   * this once, after connecting.
   */
  selfNotified(): Promise<void> {
    if (this.#selfId !== null) return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.#timer = setTimeout(() => {
        reject(
          new SoraE2EEError(
            "notifications-disabled",
            "This Sora sends no notifications, but key agreement needs them. Set signaling_notify = true in sora.conf.",
          ),
        );
      }, notificationTimeout);
      this.#onStarted = () => {
        clearTimeout(this.#timer);
        resolve();
      };
    });
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  /** True for a peer in the channel. The worker's news about a peer can arrive after the peer has left. */
  isThere(connectionId: string): boolean {
    return this.#peers.has(connectionId);
  }

  onEvent(event: PresenceEvent): void {
    switch (event.type) {
      case "nameless":
        // After our own notification, a missing id is a fault of one notification only.
        if (this.#selfId !== null) this.#refuse("invalid-connection-id");
        else {
          this.#onFailed(
            new SoraE2EEError(
              "notification-connection-id-disabled",
              "This Sora leaves connection ids out of its notifications. Set signaling_notify_connection_id = true in sora.conf.",
            ),
          );
        }
        break;
      case "invalid-id":
        if (event.whose === "peer") this.#refuse("invalid-connection-id");
        else this.#onFailed(invalidOwnId());
        break;
      case "self-created":
        this.#onSelfCreated(event.self, event.present, event.dropped);
        break;
      case "created":
        this.#whenStarted(() => this.#onPeer("peer-joined", event.peer));
        break;
      case "destroyed":
        this.#whenStarted(() => this.#onLeft(event.connectionId));
    }
  }

  #onSelfCreated(self: NotifiedPeer, present: readonly NotifiedPeer[], dropped: number): void {
    if (this.#selfId !== null) return;
    // Sora includes our own metadata. If it is missing, and no peer has metadata either, the server hides all metadata.
    if ([self, ...present].every(({ bundle, keyPackage }) => !bundle && !keyPackage)) {
      this.#onFailed(
        new SoraE2EEError(
          "notification-metadata-disabled",
          "This Sora leaves metadata out of its notifications, but keys are announced there. Set signaling_notify_metadata = true in sora.conf.",
        ),
      );
      return;
    }
    const { connectionId, clientId, bundleId } = self;
    this.#selfId = connectionId;
    const joins = present.some(({ keyPackage }) => keyPackage !== undefined);
    this.#client.request({ kind: "start", connectionId, ...(joins && { joins }) }).catch(this.#onFailed);
    // Leaves out peers beyond the limit. A peer from before a reconnect must not take the place of one that gets keys.
    const listed = present.slice(0, maxPeers);
    const ids = listed.map((peer) => peer.connectionId);
    this.#dispatch({ type: "self-connected", connectionId, clientId, bundleId, present: ids });
    if (dropped > 0) this.#refuse("invalid-connection-id");
    for (const peer of listed) this.#onPeer("peer-present", peer);
    // Once, because a list can have any number of peers, and each event costs the page work for all of its peers.
    if (present.length > maxPeers) this.#refuse("too-many-peers");
    for (const action of this.#early.splice(0)) action();
    this.#onStarted();
  }

  #onPeer(
    type: "peer-present" | "peer-joined",
    { bundle, keyPackage, messageKey, statement, ...peer }: NotifiedPeer,
  ): void {
    const { connectionId } = peer;
    // Our own connection is not a peer, in any list.
    if (connectionId === this.#selfId) return;
    if (!this.#peers.has(connectionId) && this.#peers.size >= maxPeers) {
      this.#refuse("too-many-peers");
      return;
    }
    this.#peers.add(connectionId);
    this.#dispatch({ type, peer });
    this.#tell({
      kind: type,
      connectionId,
      bundle,
      ...(keyPackage && { keyPackage }),
      messageKey,
      statement,
    });
  }

  #onLeft(connectionId: string): void {
    if (connectionId === this.#selfId) return;
    this.#dispatch({ type: "peer-left", connectionId });
    // The worker does not know peers beyond the limit.
    if (this.#peers.delete(connectionId)) this.#tell({ kind: "peer-left", connectionId });
  }

  #whenStarted(action: () => void): void {
    if (this.#selfId !== null) action();
    else if (this.#early.length < maxEarly) this.#early.push(action);
    else this.#refuse("message-flood");
  }

  #refuse(code: SoraE2EEErrorCode): void {
    this.#dispatch({ type: "refused", connectionId: null, code });
  }

  /** A refusal concerns one peer or message only. The call continues and logs it. */
  #tell(request: WorkerRequest): void {
    const connectionId = "connectionId" in request ? request.connectionId : null;
    this.#client.request(request).catch((error: SoraE2EEError) => {
      this.#dispatch({ type: "refused", connectionId, code: error.code });
    });
  }
}

function invalidOwnId(): SoraE2EEError {
  return new SoraE2EEError(
    "invalid-connection-id",
    "The server gave this connection an invalid id. It must have 26 printable ASCII characters. Check that signalingUrls names a Sora server.",
  );
}
