import type { WorkerRequest } from "../e2ee/worker/messages.ts";
import { SoraE2EEError } from "../errors.ts";
import type { MembershipEvent, NotifiedMember } from "../sora/notifications.ts";
import type { CallEvent } from "../store/types.ts";
import type { WorkerClient } from "./worker-client.ts";

/** Sora notifies us of ourselves as soon as we are connected; this long without means that it does not notify. */
const notificationTimeout = 3000;

/**
 * Carries who is in the channel, and their key messages, from signaling to worker and store. Nothing can be sealed
 * before our own notification has shown that the server lets keys be agreed on: a frame that leaves earlier would go
 * to a server that cannot give us a protected call.
 */
export class Membership {
  readonly #client: WorkerClient;
  readonly #dispatch: (event: CallEvent) => void;
  readonly #onFailed: (error: SoraE2EEError) => void;
  /** What came before we knew ourselves, in order. */
  readonly #early: (() => void)[] = [];
  #started = false;
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

  /** @throws {SoraE2EEError} `notifications-disabled` when none of ourselves comes. Call once, when connected. */
  selfNotified(): Promise<void> {
    if (this.#started) return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.#timer = setTimeout(() => {
        reject(
          new SoraE2EEError(
            "notifications-disabled",
            "This Sora sends no notifications, which key agreement needs. Set signaling_notify = true in sora.conf.",
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

  onKeyMessage(message: Uint8Array): void {
    this.#whenStarted(() => this.#tell({ kind: "key-message", message }));
  }

  onEvent(event: MembershipEvent): void {
    switch (event.type) {
      case "nameless":
        this.#onFailed(
          new SoraE2EEError(
            "notification-connection-id-disabled",
            "This Sora leaves connection ids out of its notifications. Set signaling_notify_connection_id = true in sora.conf.",
          ),
        );
        break;
      case "self-created":
        this.#onSelfCreated(event.self, event.present);
        break;
      case "created":
        this.#whenStarted(() => this.#onMember("member-joined", event.member));
        break;
      case "destroyed":
        this.#whenStarted(() => {
          this.#dispatch({ type: "member-left", connectionId: event.connectionId });
          this.#tell({ kind: "member-left", connectionId: event.connectionId });
        });
    }
  }

  #onSelfCreated(self: NotifiedMember, present: readonly NotifiedMember[]): void {
    if (this.#started) return;
    // Sora shows us our own metadata; if ours is not there and nobody else's is, it hides everybody's.
    if (!self.bundle && present.every(({ bundle }) => !bundle)) {
      this.#onFailed(
        new SoraE2EEError(
          "notification-metadata-disabled",
          "This Sora leaves metadata out of its notifications, where keys are announced. Set signaling_notify_metadata = true in sora.conf.",
        ),
      );
      return;
    }
    this.#started = true;
    this.#tell({ kind: "start", connectionId: self.connectionId });
    const { connectionId, clientId, bundleId } = self;
    const ids = present.map((member) => member.connectionId);
    this.#dispatch({ type: "self-connected", connectionId, clientId, bundleId, present: ids });
    for (const member of present) this.#onMember("member-present", member);
    for (const action of this.#early.splice(0)) action();
    this.#onStarted();
  }

  #onMember(type: "member-present" | "member-joined", { bundle, ...member }: NotifiedMember): void {
    this.#dispatch({ type, member });
    this.#tell({ kind: type, connectionId: member.connectionId, bundle });
  }

  #whenStarted(action: () => void): void {
    if (this.#started) action();
    else this.#early.push(action);
  }

  /** A refusal concerns one member or message only: the call goes on, the log says so. */
  #tell(request: WorkerRequest): void {
    const connectionId = "connectionId" in request ? request.connectionId : null;
    this.#client.request(request).catch((error: SoraE2EEError) => {
      this.#dispatch({ type: "refused", connectionId, code: error.code });
    });
  }
}
