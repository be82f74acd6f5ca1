import type { NegotiatedCodecs } from "../../status.ts";
import type { Clock } from "../media/clock.ts";
import { nothingNegotiated } from "../media/codecs/index.ts";
import type { FrameSealer } from "../media/frame-sealer.ts";
import { FramePipe, type FrameStreams } from "./frame-pipe.ts";
import type { Peer } from "./peer.ts";
import type { Peers } from "./peers.ts";
import { ReceiverTransform } from "./receiver-transform.ts";
import { SenderTransform } from "./sender-transform.ts";
import type { CheckedTransformOptions } from "./transform-options.ts";

export interface TransformsOptions {
  readonly clock: Clock;
  readonly peers: Peers;
  readonly sealer: () => FrameSealer | null;
  /** After each frame; the peer is null for frames of our own. */
  readonly onCount: (peer: Peer | null, refused: boolean) => void;
  /** A receiver of this peer has come or gone. */
  readonly onReceiver: (peer: Peer) => void;
  /** Frames in a codec that cannot be sealed, or that was not negotiated; the peer is null for frames of our own. */
  readonly onUnsupported: (peer: Peer | null) => void;
}

/** All transforms of one call. A transform that is not in here any more lets nothing through. */
export class Transforms {
  readonly #options: TransformsOptions;
  readonly #senders = new Map<number, SenderTransform>();
  readonly #receivers = new Map<number, ReceiverTransform>();
  readonly #makeReceiver = new Map<number, (connectionId: string) => void>();
  readonly #blocked = new Set<number>();
  #negotiated: NegotiatedCodecs = nothingNegotiated;
  #stopped = false;

  constructor(options: TransformsOptions) {
    this.#options = options;
  }

  get senders(): Iterable<SenderTransform> {
    return this.#senders.values();
  }

  /** Without options: the frames are read and go nowhere. */
  attach(
    streams: FrameStreams,
    options: CheckedTransformOptions | null,
    requestKeyFrame: () => Promise<unknown>,
  ): void {
    const pipe = new FramePipe(streams);
    if (options === null || this.#stopped || this.#isTaken(options.transformId)) {
      void pipe.run(() => undefined);
      return;
    }
    if (options.direction === "send") this.#attachSender(pipe, options);
    else this.#attachReceiver(pipe, options, requestKeyFrame);
  }

  /** Of all transforms, those that are attached later as well. */
  negotiated(codecs: NegotiatedCodecs): void {
    this.#negotiated = codecs;
  }

  /** The receiver belongs to another peer's stream from here on; null: to no peer, so it shows nothing. */
  rebind(transformId: number, connectionId: string | null): void {
    if (connectionId !== null) this.#makeReceiver.get(transformId)?.(connectionId);
    else this.#stopReceiver(transformId);
  }

  /** For good. Frames keep being read, and go nowhere; the counts stay. */
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
    receiver.stop();
    this.#options.peers.forget(receiver.peer);
    this.#options.onReceiver(receiver.peer);
  }

  #isTaken(transformId: number): boolean {
    return (
      this.#senders.has(transformId) || this.#receivers.has(transformId) || this.#blocked.has(transformId)
    );
  }

  #attachSender(pipe: FramePipe, options: CheckedTransformOptions & { readonly direction: "send" }): void {
    const { transformId, kind } = options;
    const { sealer, onCount, onUnsupported } = this.#options;
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
    // Its counts stay when its frames have ended: the call holds them against what was sent as long as it lives.
    void pipe.run((frame) => sender.handle(frame));
  }

  #attachReceiver(
    pipe: FramePipe,
    options: CheckedTransformOptions & { readonly direction: "receive" },
    requestKeyFrame: () => Promise<unknown>,
  ): void {
    const { transformId, kind } = options;
    const { clock, peers, onCount, onReceiver, onUnsupported } = this.#options;
    const make = (connectionId: string) => {
      this.#stopReceiver(transformId);
      const peer = peers.findOrAdd(connectionId);
      const receiver = new ReceiverTransform({
        transformId,
        kind,
        negotiated: () => this.#negotiated,
        clock,
        peer,
        write: (frame) => pipe.write(frame),
        requestKeyFrame,
        onCount,
        onUnsupported,
      });
      this.#receivers.set(transformId, receiver);
      onReceiver(peer);
    };
    if (options.connectionId !== null) make(options.connectionId);
    this.#makeReceiver.set(transformId, make);
    void pipe
      .run((frame) => this.#receivers.get(transformId)?.handle(frame))
      .then(() => {
        this.detach(transformId);
        this.#blocked.delete(transformId);
      });
  }
}
