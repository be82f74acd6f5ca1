import { describe, expect, it, vi } from "vitest";
import type { EncodedFrame } from "../../../src/e2ee/media/codecs/codec.ts";
import { FramePipe } from "../../../src/e2ee/worker/host.ts";
import { FakeFrame, FakeStreams, settle } from "./fakes.ts";

const frame = (byte: number) => new FakeFrame(Uint8Array.of(byte));
const bytesOf = (frames: readonly FakeFrame[]) => frames.map(({ bytes }) => bytes[0]);

describe("a frame pipe", () => {
  it.each<[string, (frame: EncodedFrame) => Promise<void> | undefined]>([
    ["rejects", () => Promise.reject(new Error("no"))],
    [
      "throws",
      () => {
        throw new Error("no");
      },
    ],
    ["does nothing", () => undefined],
  ])("writes no frame whose handling %s, and continues with the next one", async (_how, handle) => {
    const streams = new FakeStreams();
    const pipe = new FramePipe(streams);
    streams.push(frame(1), frame(2), frame(3));
    streams.end();
    await pipe.run((next) => {
      if (new Uint8Array(next.data)[0] !== 2) return handle(next);
      pipe.write(next);
      return undefined;
    });
    expect(bytesOf(streams.out)).toEqual([2]);
  });

  it("handles one frame after the other", async () => {
    const streams = new FakeStreams();
    const pipe = new FramePipe(streams);
    const order: string[] = [];
    streams.push(frame(1), frame(2));
    streams.end();
    await pipe.run(async (next) => {
      const name = new Uint8Array(next.data)[0];
      order.push(`begin ${name}`);
      await new Promise((resolve) => setImmediate(resolve));
      order.push(`end ${name}`);
    });
    expect(order).toEqual(["begin 1", "end 1", "begin 2", "end 2"]);
  });

  it("reads no further frame while the browser has no room for the last one", async () => {
    let makeRoom = (): void => undefined;
    const writable = new WritableStream<EncodedFrame>({
      write: () =>
        new Promise<void>((resolve) => {
          makeRoom = resolve;
        }),
    });
    const streams = new FakeStreams();
    const pipe = new FramePipe({ readable: streams.readable, writable });
    const handled: (number | undefined)[] = [];
    streams.push(frame(1), frame(2), frame(3));
    void pipe.run((next) => {
      handled.push(new Uint8Array(next.data)[0]);
      pipe.write(next);
      return undefined;
    });
    await settle();
    expect(handled).toEqual([1]);
    makeRoom();
    await vi.waitFor(() => expect(handled).toEqual([1, 2]));
  });

  it("locks both ends of the transform for its lifetime, so that no other code can pass frames", async () => {
    const streams = new FakeStreams();
    const pipe = new FramePipe(streams);
    const running = pipe.run(() => undefined);
    expect([streams.readable.locked, streams.writable.locked]).toEqual([true, true]);
    streams.end();
    await running;
    expect([streams.readable.locked, streams.writable.locked]).toEqual([true, true]);
  });

  it("closes its output when the frames end, and when its input fails", async () => {
    for (const end of ["close", "error"] as const) {
      let closed = false;
      const readable = new ReadableStream<EncodedFrame>({
        start: (controller) => (end === "close" ? controller.close() : controller.error(new Error("gone"))),
      });
      const writable = new WritableStream<EncodedFrame>({
        close: () => {
          closed = true;
        },
      });
      await new FramePipe({ readable, writable }).run(() => undefined);
      await Promise.resolve();
      expect(closed).toBe(true);
    }
  });

  it("continues after its output has failed", async () => {
    const streams = new FakeStreams();
    const writable = new WritableStream<EncodedFrame>({
      start: (controller) => controller.error(new Error("gone")),
    });
    const pipe = new FramePipe({ readable: streams.readable, writable });
    streams.push(frame(1));
    streams.end();
    await expect(
      pipe.run((next) => {
        pipe.write(next);
        return undefined;
      }),
    ).resolves.toBeUndefined();
  });

  it("reads no more frames while its output is full", async () => {
    const written: FakeFrame[] = [];
    let release: () => void = () => undefined;
    const writable = new WritableStream<EncodedFrame>({
      write: (next) => {
        written.push(next as FakeFrame);
        return new Promise<void>((resolve) => {
          release = resolve;
        });
      },
    });
    const streams = new FakeStreams();
    const pipe = new FramePipe({ readable: streams.readable, writable });
    const handled: number[] = [];
    streams.push(frame(1), frame(2));
    streams.end();
    const running = pipe.run((next) => {
      handled.push(new Uint8Array(next.data)[0] as number);
      pipe.write(next);
      return undefined;
    });
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
    expect(handled).toEqual([1]);
    release();
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
    expect(handled).toEqual([1, 2]);
    release();
    await running;
    expect(bytesOf(written)).toEqual([1, 2]);
  });
});
