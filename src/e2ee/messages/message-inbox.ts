import { SoraE2EEError } from "../../errors.ts";
import type { Clock } from "../media/clock.ts";
import type { KeyRing } from "../media/key-ring.ts";
import { type MessageHeader, parseMessageHeader } from "./message-header.ts";
import { MessageLane, type OpenedMessage } from "./message-lane.ts";

const maxEarly = 64;

export interface MessageInboxOptions {
  readonly clock: Clock;
  /** Null: nobody told us of a member with this connection id that has keys. */
  readonly ringOf: (connectionId: string) => KeyRing | null;
  readonly deliver: (message: OpenedMessage) => void;
  readonly refused: (connectionId: string | null, error: SoraE2EEError) => void;
}

interface Received {
  readonly label: string;
  readonly header: MessageHeader;
  readonly message: Uint8Array<ArrayBuffer>;
}

/** Opens what members seal for the app. What does not open, is not for us or came before is never delivered. */
export class MessageInbox {
  readonly #options: MessageInboxOptions;
  readonly #lanes = new Map<string, Map<string, MessageLane>>();
  /** Overtook the news of their member. */
  #early: Received[] = [];
  #selfConnectionId: string | null = null;

  constructor(options: MessageInboxOptions) {
    this.#options = options;
  }

  start(connectionId: string): void {
    this.#selfConnectionId = connectionId;
  }

  accept(label: string, message: Uint8Array<ArrayBuffer>): void {
    const header = parseMessageHeader(message);
    if (header === null) {
      this.#options.refused(null, invalid("What came under a sealed label is no sealed message."));
      return;
    }
    const { from, to } = header;
    if (from === this.#selfConnectionId || (to !== null && to !== this.#selfConnectionId)) return;
    this.#handOn({ label, header, message });
  }

  /** Its keys may be here now. */
  memberAdded(connectionId: string): void {
    for (const early of this.#takeEarly(connectionId)) this.#handOn(early);
  }

  memberRemoved(connectionId: string): void {
    this.#takeEarly(connectionId);
    for (const lane of this.#lanes.get(connectionId)?.values() ?? []) lane.stop();
    this.#lanes.delete(connectionId);
  }

  stop(): void {
    for (const connectionId of [...this.#lanes.keys()]) this.memberRemoved(connectionId);
    this.#early = [];
  }

  #handOn(received: Received): void {
    const { label, header, message } = received;
    const ring = this.#options.ringOf(header.from);
    if (ring !== null) this.#lane(header.from, label, ring).accept(header, message);
    else if (this.#early.length < maxEarly) this.#early.push(received);
    else this.#options.refused(null, invalid("Too many sealed messages from senders that nobody announced."));
  }

  #takeEarly(connectionId: string): Received[] {
    const taken = this.#early.filter(({ header }) => header.from === connectionId);
    if (taken.length > 0) this.#early = this.#early.filter(({ header }) => header.from !== connectionId);
    return taken;
  }

  #lane(from: string, label: string, ring: KeyRing): MessageLane {
    const { clock, deliver, refused } = this.#options;
    let lanes = this.#lanes.get(from);
    if (lanes === undefined) {
      lanes = new Map();
      this.#lanes.set(from, lanes);
    }
    let lane = lanes.get(label);
    if (lane === undefined) {
      lane = new MessageLane({ label, ring, clock, deliver, refused: (error) => refused(from, error) });
      lanes.set(label, lane);
    }
    return lane;
  }
}

function invalid(sentence: string): SoraE2EEError {
  return new SoraE2EEError("invalid-message", sentence);
}
