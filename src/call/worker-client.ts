import type { OpenedMessage } from "../e2ee/messages/received-message.ts";
import type {
  FromWorker,
  ToWorker,
  WorkerFailure,
  WorkerRequest,
  WorkerResponses,
} from "../e2ee/worker/messages.ts";
import { SoraE2EEError } from "../errors.ts";
import type { WorkerFacts } from "../status.ts";

export interface WorkerEvents {
  onSend(messages: readonly Uint8Array[]): void;
  onFacts(facts: WorkerFacts): void;
  onRefused(connectionId: string | null, error: SoraE2EEError): void;
  onProgress(loaded: number, total: number | null): void;
  /** A sealed message that was decrypted. */
  onMessage(message: OpenedMessage): void;
  /** Sora's compiled wasm, for other calls of the page. */
  onCompiled(module: WebAssembly.Module): void;
  /** The call's participant key is parked. The other ends of these ports are with the page. */
  onParked(ports: readonly MessagePort[]): void;
  /** Called when the worker can no longer be used. */
  onFailed(error: SoraE2EEError): void;
}

interface Pending {
  resolve(result: unknown): void;
  reject(error: SoraE2EEError): void;
}

type RequestKind = WorkerRequest["kind"];

interface Posted {
  readonly message: ToWorker;
  readonly transfer: Transferable[];
}

/** Time to load the worker's file. Not every browser reports that a worker will never run. */
const startLimitMs = 30_000;
const notStarted =
  `The encryption worker has not started within ${startLimitMs / 1000} s. createWorker must start a new worker at each ` +
  "call, from the worker.js of this very version of the package or a file that imports it.";

/** The page's client of a call's worker: typed requests with one response each, and events. */
export class WorkerClient {
  readonly worker: Worker;
  readonly #pending = new Map<number, Pending>();
  readonly #events: WorkerEvents;
  readonly #release: typeof terminate;
  readonly #startTimer: ReturnType<typeof setTimeout>;
  /** Messages for a worker that does not listen yet. Null when it listens. */
  #early: Posted[] | null = [];
  #nextId = 0;
  #closed: SoraE2EEError | null = null;

  /** @param release Ends the worker; `isUsable` is false when it crashed. */
  constructor(worker: Worker, events: WorkerEvents, release = terminate) {
    this.worker = worker;
    this.#events = events;
    this.#release = release;
    worker.onmessage = ({ data }: MessageEvent<FromWorker>) => this.#receive(data);
    // An error that the worker did not catch. Its state cannot be trusted any more.
    worker.onerror = (event) => {
      event.preventDefault();
      this.#crash(
        "The encryption worker stopped with an error, or its script could not be loaded. Check the option createWorker and the page's Content Security Policy.",
      );
    };
    // Chromium's workers do not support `onmessageerror`.
    worker.addEventListener("messageerror", () =>
      this.#crash(
        "The encryption worker sent an unreadable message. Check that createWorker starts the worker of this package version.",
      ),
    );
    this.#startTimer = setTimeout(() => this.#crash(notStarted), startLimitMs);
  }

  /** @throws {SoraE2EEError} The worker's error, or the reason why the worker cannot answer any more. */
  request<K extends RequestKind>(
    request: Extract<WorkerRequest, { kind: K }>,
    transfer: Transferable[] = [],
  ): Promise<WorkerResponses[K]> {
    if (this.#closed) return Promise.reject(this.#closed);
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve: resolve as (result: unknown) => void, reject });
      this.post({ type: "request", id, request }, transfer);
    });
  }

  /**
   * Passes on a message from the relay. It waits in the worker until the keys have started. A refusal concerns this message
   * only, and arrives as `onRefused`.
   */
  readonly keyMessage = (message: Uint8Array): void => {
    this.request({ kind: "key-message", message }).catch((error: SoraE2EEError) =>
      this.#events.onRefused(null, error),
    );
  };

  post(message: ToWorker, transfer: Transferable[] = []): void {
    if (this.#closed) return;
    if (this.#early) this.#early.push({ message, transfer });
    else this.worker.postMessage(message, transfer);
  }

  /** Wipes the keys and ends the worker. */
  close(): void {
    if (this.#closed) return;
    // Terminating frees the worker's memory with all keys in it.
    this.#end(new SoraE2EEError("aborted", "The call has ended."), true);
  }

  #crash(message: string): void {
    if (this.#closed) return;
    const error = new SoraE2EEError("worker-crashed", message);
    this.#end(error);
    this.#events.onFailed(error);
  }

  #end(error: SoraE2EEError, isUsable = false): void {
    this.#closed = error;
    clearTimeout(this.#startTimer);
    this.#early = null;
    this.#release(this.worker, isUsable);
    for (const { reject } of this.#pending.values()) reject(error);
    this.#pending.clear();
  }

  #started(): void {
    clearTimeout(this.#startTimer);
    const early = this.#early ?? [];
    this.#early = null;
    for (const { message, transfer } of early) this.post(message, transfer);
  }

  #receive(message: FromWorker): void {
    if (this.#closed) return;
    switch (message.type) {
      case "ready":
        this.#started();
        return;
      case "response": {
        const pending = this.#pending.get(message.id);
        this.#pending.delete(message.id);
        if (message.ok) pending?.resolve(message.result);
        else pending?.reject(rebuilt(message.error));
        return;
      }
      case "send":
        this.#events.onSend(message.messages);
        return;
      case "facts":
        this.#events.onFacts(message.facts);
        return;
      case "refused":
        this.#events.onRefused(message.connectionId, rebuilt(message.error));
        return;
      case "progress":
        this.#events.onProgress(message.loaded, message.total);
        return;
      case "message":
        this.#events.onMessage(message.message);
        return;
      case "compiled":
        this.#events.onCompiled(message.module);
        return;
      case "parked":
        this.#events.onParked(message.ports);
        return;
      case "failed": {
        const error = rebuilt(message.error);
        this.#end(error);
        this.#events.onFailed(error);
        return;
      }
    }
  }
}

function terminate(worker: Worker, _isUsable: boolean): void {
  worker.terminate();
}

function rebuilt({ code, message }: WorkerFailure): SoraE2EEError {
  return new SoraE2EEError(code, message);
}
