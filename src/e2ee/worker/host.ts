import type { Clock } from "../../protocol/clock.ts";
import { isConnectionId } from "../../protocol/connection-id.ts";
import type { NegotiatedCodecs } from "../../status.ts";
import type { EncodedFrame } from "../media/codecs/codec.ts";
import { nothingNegotiated } from "../media/codecs/index.ts";
import type { FrameSealer } from "../media/frame-crypto.ts";
import type { PostToPage, ToWorker, TransformOptions } from "./messages.ts";
import type { Peer } from "./peer.ts";
import type { Peers } from "./peers.ts";
import { ReceiverRecord } from "./receiver-record.ts";
import { ReceiverTransform } from "./receiver-transform.ts";
import { SenderTransform } from "./sender-transform.ts";

// The DOM types describe a page. These are the few things of a dedicated worker with encoded transforms that the page
// does not have: W3C webrtc-encoded-transform, sections 3 and 4.

interface ScriptTransformer extends FrameStreams {
  readonly options: unknown;
  sendKeyFrameRequest?(): Promise<unknown>;
}

interface WorkerScope {
  onmessage: ((event: MessageEvent<unknown>) => void) | null;
  onrtctransform: ((event: { readonly transformer: ScriptTransformer }) => void) | null;
  postMessage(message: unknown, transfer: Transferable[]): void;
}

/** The result of `hostWorker`. */
interface HostedCall {
  readonly transforms: TransformHost;
  receive(message: ToWorker): void;
}

/** Makes the current worker the worker of a call. */
export function hostCall(create: (post: PostToPage) => HostedCall): void {
  const scope = self as unknown as WorkerScope;
  const post: PostToPage = (message, transfer = []) => scope.postMessage(message, transfer);
  const call = create(post);

  scope.onmessage = ({ data }) => call.receive(data as ToWorker);
  scope.onrtctransform = ({ transformer }) =>
    call.transforms.attach(
      transformer,
      transformer.options,
      () => transformer.sendKeyFrameRequest?.() ?? Promise.resolve(),
    );
  post({ type: "ready" });
}

export interface FrameStreams {
  readonly readable: ReadableStream<EncodedFrame>;
  readonly writable: WritableStream<EncodedFrame>;
}

/**
 * Reads a transform's frames one after the other for its lifetime. It never releases the streams, because a
 * browser might pass unread frames on.
 */
export class FramePipe {
  readonly #reader: ReadableStreamDefaultReader<EncodedFrame>;
  readonly #writer: WritableStreamDefaultWriter<EncodedFrame>;

  constructor({ readable, writable }: FrameStreams) {
    this.#reader = readable.getReader();
    this.#writer = writable.getWriter();
    this.#writer.closed.catch(() => undefined);
  }

  write(frame: EncodedFrame): void {
    this.#writer.write(frame).catch(() => undefined);
  }

  /** Resolves at the end of the frames. A frame whose handling throws is dropped. */
  async run(handle: (frame: EncodedFrame) => Promise<void> | undefined): Promise<void> {
    try {
      for (;;) {
        const { value, done } = await this.#reader.read();
        if (done) break;
        try {
          const handled = handle(value);
          if (handled !== undefined) await handled;
        } catch {
          // The frame is not written, so it is neither sent nor shown.
        }
        if ((this.#writer.desiredSize ?? 1) <= 0) await this.#writer.ready;
      }
    } catch {
      // A stream of a transceiver that is gone.
    }
    this.#writer.close().catch(() => undefined);
  }
}

export interface TransformHostOptions {
  readonly clock: Clock;
  readonly peers: Peers;
  readonly sealer: () => FrameSealer | null;
  /** The first frames of one more sender are about to come. */
  readonly onSender: () => void;
  /** Called after each frame. The peer is null for our own frames. */
  readonly onCount: (peer: Peer | null, refused: boolean) => void;
  /** A receiver of this peer was added or removed. */
  readonly onReceiver: (peer: Peer) => void;
  /** Frames in a codec that cannot be sealed, or that was not negotiated; the peer is null for frames of our own. */
  readonly onUnsupported: (peer: Peer | null) => void;
  /**
   * A receiver's stream has an id that is not a connection id. The receiver shows nothing until it gets a
   * valid one.
   */
  readonly onInvalidStream: () => void;
}

interface Receiver {
  readonly transform: ReceiverTransform;
  readonly record: ReceiverRecord;
}

/** All transforms of one call. A removed transform passes no frames. */
export class TransformHost {
  readonly #options: TransformHostOptions;
  readonly #senders = new Map<number, SenderTransform>();
  readonly #receivers = new Map<number, Receiver>();
  readonly #makeReceiver = new Map<number, (connectionId: string) => void>();
  readonly #blocked = new Set<number>();
  #negotiated: NegotiatedCodecs = nothingNegotiated;
  #stopped = false;

  constructor(options: TransformHostOptions) {
    this.#options = options;
  }

  get senders(): Iterable<SenderTransform> {
    return this.#senders.values();
  }

  get isSending(): boolean {
    return this.#senders.size > 0;
  }

  /**
   * @param options The page's options, not checked yet. Without valid options the frames are read and
   * dropped.
   */
  attach(streams: FrameStreams, options: unknown, requestKeyFrame?: () => Promise<unknown>): void {
    const pipe = new FramePipe(streams);
    const checked = readOptions(options);
    if (checked === null || this.#stopped || this.#isTaken(checked.transformId)) {
      void pipe.run(() => undefined);
      return;
    }
    if (checked.direction === "send") this.#attachSender(pipe, checked);
    else this.#attachReceiver(pipe, checked, requestKeyFrame ?? (() => Promise.resolve()));
  }

  /** Applies to all transforms, including later ones. */
  negotiated(codecs: NegotiatedCodecs): void {
    this.#negotiated = codecs;
  }

  /** The receiver belongs to another peer's stream from here on. Without a valid id it shows nothing. */
  rebind(transformId: number, connectionId: string): void {
    if (isConnectionId(connectionId)) this.#makeReceiver.get(transformId)?.(connectionId);
    else {
      this.#options.onInvalidStream();
      this.#stopReceiver(transformId);
    }
  }

  /** Blocks permanently. Frames are still read and dropped, and the counts stay. */
  block(transformIds: readonly number[]): void {
    for (const transformId of transformIds) {
      this.#blocked.add(transformId);
      this.#senders.get(transformId)?.stop();
      this.#stopReceiver(transformId);
      this.#makeReceiver.delete(transformId);
    }
  }

  detach(transformId: number): void {
    this.block([transformId]);
    this.#senders.delete(transformId);
    this.#receivers.delete(transformId);
  }

  stopAll(): void {
    this.#stopped = true;
    this.block([...this.#senders.keys(), ...this.#receivers.keys()]);
  }

  #stopReceiver(transformId: number): void {
    const receiver = this.#receivers.get(transformId);
    if (receiver === undefined) return;
    const { transform, record } = receiver;
    transform.stop();
    record.peer.receivers.delete(record);
    this.#options.peers.forget(record.peer);
    this.#options.onReceiver(record.peer);
  }

  #isTaken(transformId: number): boolean {
    return (
      this.#senders.has(transformId) || this.#receivers.has(transformId) || this.#blocked.has(transformId)
    );
  }

  #attachSender(pipe: FramePipe, { transformId, kind }: SenderOptions): void {
    const { sealer, onSender, onCount, onUnsupported } = this.#options;
    const sender = new SenderTransform({
      transformId,
      kind,
      negotiated: () => this.#negotiated,
      sealer,
      write: (frame) => pipe.write(frame),
      onCount: () => onCount(null, false),
      onUnsupported: () => onUnsupported(null),
    });
    this.#senders.set(transformId, sender);
    onSender();
    // Its counts stay after its frames have ended, because the call compares them with the sent frames until its end.
    void pipe.run((frame) => sender.handle(frame));
  }

  #attachReceiver(
    pipe: FramePipe,
    options: CheckedReceiverOptions,
    requestKeyFrame: () => Promise<unknown>,
  ): void {
    const { transformId, kind, connectionId } = options;
    const { clock, peers, onCount, onReceiver, onUnsupported, onInvalidStream } = this.#options;
    const make = (sender: string) => {
      this.#stopReceiver(transformId);
      const peer = peers.findOrAdd(sender);
      const waiting = () => transform.waiting;
      const record = new ReceiverRecord({ transformId, kind, clock, peer, waiting, onCount, onUnsupported });
      const transform: ReceiverTransform = new ReceiverTransform({
        kind,
        negotiated: () => this.#negotiated,
        clock,
        connectionId: sender,
        ring: peer.ring,
        write: (frame) => pipe.write(frame),
        requestKeyFrame,
        observer: record,
      });
      peer.receivers.add(record);
      this.#receivers.set(transformId, { transform, record });
      onReceiver(peer);
    };
    if (connectionId === null) onInvalidStream();
    else make(connectionId);
    this.#makeReceiver.set(transformId, make);
    void pipe
      .run((frame) => {
        // Padding, which senders use to probe the bandwidth, has no content.
        if (frame.data.byteLength === 0) return undefined;
        return this.#receivers.get(transformId)?.transform.handle(frame);
      })
      .then(() => {
        this.detach(transformId);
        this.#blocked.delete(transformId);
      });
  }
}

type SenderOptions = Extract<TransformOptions, { readonly direction: "send" }>;
type ReceiverOptions = Extract<TransformOptions, { readonly direction: "receive" }>;
/** A receiver without a valid connection id does not belong to a peer yet. */
type CheckedReceiverOptions = Omit<ReceiverOptions, "connectionId"> & {
  readonly connectionId: string | null;
};

/** Null for anything that is not a valid `TransformOptions`. */
function readOptions(value: unknown): SenderOptions | CheckedReceiverOptions | null {
  if (typeof value !== "object" || value === null) return null;
  const { direction, transformId, kind, connectionId } = value as Record<string, unknown>;
  if (typeof transformId !== "number" || !Number.isSafeInteger(transformId)) return null;
  if (kind !== "audio" && kind !== "video") return null;
  if (direction === "send") return { direction, transformId, kind };
  if (direction !== "receive") return null;
  return { direction, transformId, kind, connectionId: isConnectionId(connectionId) ? connectionId : null };
}
