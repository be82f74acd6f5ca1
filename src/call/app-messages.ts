import type { MessageSignedBy } from "../e2ee/messages/message-header.ts";
import type { SignalingTrace, TimelineTrace } from "../sora/traces.ts";

/** A push message of the server's operator: the `data` of Sora's push API. */
export type PushMessage = Readonly<Record<string, unknown>>;

/** A message on one of the app's own DataChannels (`#label`). */
export interface DataChannelMessage {
  readonly label: string;
  readonly data: Uint8Array;
}

/** A message that a peer signed and sealed, whose seal and signature were verified. */
export interface SealedMessage {
  readonly label: string;
  /** Connection id of the peer that signed it. */
  readonly from: string;
  /**
   * The key that verified the signature. `identity`: the identity key, which the safety number compares.
   * `message-key`: a key that the peer announced beside it, because it runs Sora's wasm. The server could
   * have replaced that one.
   */
  readonly signedBy: MessageSignedBy;
  /** Sent to us alone; else to everybody. */
  readonly addressed: boolean;
  readonly data: Uint8Array;
}

/** Events that the app can listen to, by name. Only `sealed` is end-to-end encrypted. */
export interface CallMessages {
  readonly push: PushMessage;
  readonly message: DataChannelMessage;
  readonly sealed: SealedMessage;
  /** A step of signaling, without its content. */
  readonly signaling: SignalingTrace;
  /** A step of the connection, without its content. */
  readonly timeline: TimelineTrace;
}

type Listeners = { readonly [Kind in keyof CallMessages]: Set<(message: CallMessages[Kind]) => void> };

/** The listeners for messages of the server. They are kept over reconnects. */
export class AppMessages {
  readonly #listeners: Listeners = {
    push: new Set(),
    message: new Set(),
    sealed: new Set(),
    signaling: new Set(),
    timeline: new Set(),
  };

  on<Kind extends keyof CallMessages>(
    kind: Kind,
    listener: (message: CallMessages[Kind]) => void,
  ): () => void {
    // One function added twice is two listeners, each with its own end.
    const own = (message: CallMessages[Kind]): void => listener(message);
    this.#listeners[kind].add(own);
    return () => void this.#listeners[kind].delete(own);
  }

  emit<Kind extends keyof CallMessages>(kind: Kind, message: CallMessages[Kind]): void {
    for (const listener of [...this.#listeners[kind]]) {
      try {
        listener(message);
      } catch (error) {
        // The app's own defect: it is reported as such, and others get their message.
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }
}
