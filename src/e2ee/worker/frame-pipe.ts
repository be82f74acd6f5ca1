import type { EncodedFrame } from "../media/encoded-frame.ts";

export interface FrameStreams {
  readonly readable: ReadableStream<EncodedFrame>;
  readonly writable: WritableStream<EncodedFrame>;
}

/**
 * Reads a transform's frames one after the other for as long as it lives. It never lets go of the streams: what nobody
 * reads, a browser might send as it is.
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

  /** Resolves at the end of the frames. A frame whose handling throws goes nowhere. */
  async run(handle: (frame: EncodedFrame) => Promise<void> | undefined): Promise<void> {
    try {
      for (;;) {
        const { value, done } = await this.#reader.read();
        if (done) break;
        try {
          const handled = handle(value);
          if (handled !== undefined) await handled;
        } catch {
          // Not written, so not sent and not shown.
        }
        if ((this.#writer.desiredSize ?? 1) <= 0) await this.#writer.ready;
      }
    } catch {
      // A stream of a transceiver that is gone.
    }
    this.#writer.close().catch(() => undefined);
  }
}
