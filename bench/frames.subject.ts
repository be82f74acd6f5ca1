/**
 * The frame path of this checkout, for the benchmark. Another checkout has a file with the same name, so that
 * one run can measure both.
 */
import type { EncodedFrame } from "../src/e2ee/media/codecs/codec.ts";
import { FrameSealer, importFrameKey } from "../src/e2ee/media/frame-crypto.ts";
import { FramePipe, type FrameStreams } from "../src/e2ee/worker/host.ts";
import { Peers } from "../src/e2ee/worker/peers.ts";
import { ReceiverRecord } from "../src/e2ee/worker/receiver-record.ts";
import { ReceiverTransform } from "../src/e2ee/worker/receiver-transform.ts";
import { SenderTransform } from "../src/e2ee/worker/sender-transform.ts";
import { systemClock } from "../src/protocol/clock.ts";
import type { MediaKind } from "../src/status.ts";

/** Takes all frames of a track through one transform. Resolves at their end. */
export type Pump = (streams: FrameStreams) => Promise<void>;

export interface Sender {
  readonly connectionId: string;
  /** 32 bytes. */
  readonly material: Uint8Array;
  /** Its tracks. */
  readonly kinds: readonly MediaKind[];
}

export interface FrameSubject {
  /** A pump for each track that seals its frames. */
  sealers(sender: Sender): Promise<Pump[]>;
  /** A pump for each track that opens its frames. */
  openers(sender: Sender): Promise<Pump[]>;
}

const nothing = (): void => undefined;

function pump({ readable, writable }: FrameStreams, make: (write: (frame: EncodedFrame) => void) => Handle) {
  const pipe = new FramePipe({ readable, writable });
  return pipe.run(make((frame) => pipe.write(frame)));
}

type Handle = (frame: EncodedFrame) => Promise<void> | undefined;

export const subject: FrameSubject = {
  async sealers({ connectionId, material, kinds }) {
    const sealer = new FrameSealer({ connectionId, onExhausted: nothing });
    sealer.setKey(await importFrameKey(material, 0, "encrypt"));
    return kinds.map(
      (kind, transformId) => (streams) =>
        pump(streams, (write) => {
          const options = { transformId, kind, sealer: () => sealer, write, onCount: nothing };
          const sender = new SenderTransform(options);
          return (frame) => sender.handle(frame);
        }),
    );
  },
  async openers({ connectionId, material, kinds }) {
    const peer = new Peers(systemClock).add(connectionId, "keys");
    peer.ring.add(await importFrameKey(material, 0, "decrypt"), false);
    return kinds.map(
      (kind, transformId) => (streams) =>
        pump(streams, (write) => {
          const common = { kind, clock: systemClock };
          const waiting = () => receiver.waiting;
          const record = new ReceiverRecord({ ...common, transformId, peer, waiting, onCount: nothing });
          const receiver = new ReceiverTransform({
            ...common,
            connectionId,
            ring: peer.ring,
            write,
            requestKeyFrame: async () => undefined,
            observer: record,
          });
          return (frame) => receiver.handle(frame);
        }),
    );
  },
};
