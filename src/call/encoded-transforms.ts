import type { TransformOptions } from "../e2ee/worker/messages.ts";
import { SoraE2EEError } from "../errors.ts";
import type { TransformAttacher } from "../sora/fail-closed.ts";
import type { MediaKind, NegotiatedCodecs } from "../status.ts";
import { encodedTransformApi } from "./support.ts";
import type { WorkerClient } from "./worker-client.ts";

/** The result of `createEncodedStreams` in Chrome and Edge; the DOM types do not have it. */
interface EncodedStreams {
  readonly readable: ReadableStream;
  readonly writable: WritableStream;
}

interface Attached {
  readonly transformId: number;
  connectionId: string;
}

/** Connects the call's worker with senders and receivers, through the API that this browser has. */
export class EncodedTransforms implements TransformAttacher {
  readonly #client: WorkerClient;
  readonly #api = encodedTransformApi();
  readonly #senders = new Map<RTCRtpSender, { readonly transformId: number; readonly kind: MediaKind }>();
  readonly #receivers = new WeakMap<RTCRtpReceiver, Attached>();
  #nextId = 0;

  constructor(client: WorkerClient) {
    this.#client = client;
  }

  /** The senders with a transform, for the protection check. */
  get senders(): ReadonlyMap<RTCRtpSender, { readonly transformId: number; readonly kind: MediaKind }> {
    return this.#senders;
  }

  /** The transform of this receiver, if it has one. */
  idOf(receiver: RTCRtpReceiver): number | undefined {
    return this.#receivers.get(receiver)?.transformId;
  }

  negotiated(codecs: NegotiatedCodecs): void {
    this.#client.post({ type: "codecs", codecs });
  }

  attachSender(sender: RTCRtpSender, kind: MediaKind): void {
    if (this.#senders.has(sender)) return;
    const transformId = this.#nextId++;
    this.#attach(sender, { direction: "send", transformId, kind });
    this.#senders.set(sender, { transformId, kind });
  }

  attachReceiver(receiver: RTCRtpReceiver, kind: MediaKind, connectionId: string): void {
    const attached = this.#receivers.get(receiver);
    if (attached) {
      if (attached.connectionId === connectionId) return;
      attached.connectionId = connectionId;
      this.#client.post({ type: "rebind", transformId: attached.transformId, connectionId });
      return;
    }
    const transformId = this.#nextId++;
    this.#attach(receiver, { direction: "receive", transformId, kind, connectionId });
    this.#receivers.set(receiver, { transformId, connectionId });
  }

  detachReceiver(receiver: RTCRtpReceiver): void {
    const attached = this.#receivers.get(receiver);
    if (!attached) return;
    this.#receivers.delete(receiver);
    this.#client.post({ type: "detach", transformId: attached.transformId });
  }

  #attach(target: RTCRtpSender | RTCRtpReceiver, options: TransformOptions): void {
    switch (this.#api) {
      case "script-transform":
        target.transform = new RTCRtpScriptTransform(this.#client.worker, options);
        return;
      case "encoded-streams": {
        const { createEncodedStreams } = target as unknown as { createEncodedStreams(): EncodedStreams };
        const { readable, writable } = createEncodedStreams.call(target);
        this.#client.post({ type: "attach", options, readable, writable }, [readable, writable]);
        return;
      }
      case null:
        throw new SoraE2EEError("browser-unsupported", "This browser has no encoded transforms.");
    }
  }
}
