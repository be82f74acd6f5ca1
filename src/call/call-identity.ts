import type { ParticipantSetup, ToWorker } from "../e2ee/worker/messages.ts";
import type { Purpose } from "../status.ts";
import { ParkedKey } from "./parked-key.ts";

type Setup = { readonly setup: ParticipantSetup; readonly transfer: MessagePort[] };

/**
 * The participant key of one call, for other calls of the same person on the page, as `identity` of their
 * options. It holds no key. A worker has the key, and passes it to the worker of the next connection, or signs
 * for the worker of another call.
 */
export class CallIdentity {
  #holder: KeyHolder | null = null;
  readonly #parked = new ParkedKey();

  /** Has another call's worker sign a statement. Null: there is no key now. */
  signer(): MessagePort | null {
    return this.#holder?.port("signatures") ?? null;
  }

  /** For the connections from `connect` to the end of the call. */
  hold(): KeyHolder {
    this.#holder = new KeyHolder(this.#parked);
    return this.#holder;
  }

  /** The call object is not used any more. Its `session` key ends. */
  end(): void {
    this.#parked.close();
  }
}

/** Tracks the worker that holds the participant key, and keeps it alive until another worker has the key. */
export class KeyHolder {
  readonly #parked: ParkedKey;
  #holder: Worker | null = null;
  /** The holder's connection has ended. It stays alive for the key only. */
  #retired = false;
  #ended = false;

  constructor(parked: ParkedKey) {
    this.#parked = parked;
  }

  /** The identity message for the worker of the next connection. Null: the call has no participant key. */
  setupFor({ type, profile, signer }: Identity, purpose: Purpose): Setup | null {
    if (type === "none") return null;
    if (signer !== null) {
      const port = signer.signer();
      // A new key instead of the other call's key would make this call another participant.
      if (port === null) return null;
      return { setup: { kind: type, profile, purpose, previous: null, signer: port }, transfer: [port] };
    }
    const previous = this.port("key");
    const parked = previous === null ? this.#parked.take() : null;
    const parking = this.#parked.prepare();
    return {
      setup: { kind: type, profile, purpose, previous, parked, parking, signer: null },
      transfer: [...[previous, parked].filter((port) => port !== null), ...parking],
    };
  }

  /** The worker parked the key for later runs. */
  parked(ports: readonly MessagePort[]): void {
    this.#parked.keep(ports);
  }

  /** Marks this worker as the holder of the key. */
  took(worker: Worker): void {
    if (this.#retired) this.#holder?.terminate();
    this.#holder = worker;
    this.#retired = false;
  }

  /** Ends a worker, or retires the one that has the key. */
  release(worker: Worker, isUsable: boolean): void {
    if (this.#holder === worker && isUsable && !this.#ended) {
      this.#retired = true;
      worker.postMessage({ type: "retire" } satisfies ToWorker);
      return;
    }
    if (this.#holder === worker) this.#holder = null;
    worker.terminate();
  }

  /** The run has no further connection. */
  end(): void {
    this.#ended = true;
    if (!this.#retired) return;
    this.#holder?.terminate();
    this.#holder = null;
  }

  port(gives: Extract<ToWorker, { type: "participant-port" }>["gives"]): MessagePort | null {
    if (this.#holder === null) return null;
    const { port1, port2 } = new MessageChannel();
    const message: ToWorker = { type: "participant-port", gives, port: port1 };
    this.#holder.postMessage(message, [port1]);
    return port2;
  }
}

interface Identity {
  readonly type: "session" | "device" | "none";
  readonly profile: string;
  readonly signer: CallIdentity | null;
}
