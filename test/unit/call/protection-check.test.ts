import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { EncodedTransforms } from "../../../src/call/encoded-transforms.ts";
import { ProtectionCheck } from "../../../src/call/protection-check.ts";
import type { WorkerClient } from "../../../src/call/worker-client.ts";
import type { SoraE2EEError } from "../../../src/errors.ts";
import type { MediaKind } from "../../../src/status.ts";

interface Line {
  readonly kind: MediaKind;
  reports: Record<string, unknown>[];
  sealed: number;
  /** Frames that could not be sealed. */
  dropped?: number;
  /** Default: one that is live. */
  track?: { readonly readyState: MediaStreamTrackState } | null;
}

function setUp(...given: (Line | "silent")[]) {
  const lines = given.filter((line) => line !== "silent");
  const statuses: string[] = [];
  const failures: SoraE2EEError[] = [];
  const lost: boolean[] = [];
  const blocked: number[] = [];
  const stopped: unknown[] = [];
  const senders = new Map(
    lines.map((line, transformId) => [
      {
        getStats: async () => new Map(line.reports.map((report, index) => [String(index), report])),
        get track() {
          return line.track === undefined ? { readyState: "live" } : line.track;
        },
        replaceTrack: async (track: unknown) => void stopped.push([transformId, track]),
      } as unknown as RTCRtpSender,
      { transformId, kind: line.kind },
    ]),
  );
  const client = {
    request: async (request: { kind: string; transformIds?: number[] }) => {
      if (given.includes("silent")) return new Promise(() => undefined);
      if (request.kind === "block") blocked.push(...(request.transformIds ?? []));
      const facts = lines.map(({ kind, sealed, dropped = 0 }, transformId) => ({
        transformId,
        kind,
        passed: sealed,
        received: sealed + dropped,
        dropped,
      }));
      return { senders: facts };
    },
  } as unknown as WorkerClient;
  const check = new ProtectionCheck(client, { senders } as unknown as EncodedTransforms, {
    onStatus: (status) => statuses.push(status),
    onFailed: (error, workerLost) => {
      failures.push(error);
      lost.push(workerLost);
    },
  });
  return { check, statuses, failures, lost, blocked, stopped };
}

const video = (frames: number): Record<string, unknown> => ({ type: "outbound-rtp", framesSent: frames });
const audio = (packets: number, again = 0): Record<string, unknown> => ({
  type: "outbound-rtp",
  packetsSent: packets,
  retransmittedPacketsSent: again,
});

describe("the protection check", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it("waits until a frame was sent, then reports protected", async () => {
    const line: Line = { kind: "video", reports: [video(0)], sealed: 0 };
    const { check, statuses } = setUp(line);
    check.start();
    await vi.advanceTimersByTimeAsync(10);
    expect(statuses).toEqual(["waiting"]);
    Object.assign(line, { reports: [video(3)], sealed: 4 });
    await vi.advanceTimersByTimeAsync(100);
    expect(statuses.at(-1)).toBe("protected");
    check.stop();
  });

  it("stops reporting protected when nothing is sent, because the track or its device is gone", async () => {
    const line: Line = { kind: "video", reports: [video(3)], sealed: 3 };
    const { check, statuses } = setUp(line);
    check.start();
    await vi.advanceTimersByTimeAsync(10);
    for (const track of [{ readyState: "ended" }, { readyState: "live" }, null] as const) {
      line.track = track;
      await vi.advanceTimersByTimeAsync(600);
    }
    const changes = statuses.filter((status, at) => status !== statuses[at - 1]);
    expect(changes).toEqual(["protected", "waiting", "protected", "waiting"]);
    check.stop();
  });

  it("adds up the layers of a simulcast, and leaves out retransmissions and other reports", async () => {
    const { check, failures, statuses } = setUp(
      { kind: "video", reports: [video(3), video(3), video(3), { type: "codec" }], sealed: 9 },
      { kind: "audio", reports: [audio(12, 2)], sealed: 10 },
    );
    check.start();
    await vi.advanceTimersByTimeAsync(10);
    expect(failures).toEqual([]);
    expect(statuses).toEqual(["protected"]);
    check.stop();
  });

  it("counts a dropped video frame as sent, and a dropped audio frame as not sent", async () => {
    const dropped = setUp({ kind: "video", reports: [video(6)], sealed: 5, dropped: 1 });
    dropped.check.start();
    await vi.advanceTimersByTimeAsync(10);
    expect(dropped.failures).toEqual([]);
    dropped.check.stop();

    const leaked = setUp({ kind: "audio", reports: [audio(6)], sealed: 5, dropped: 1 });
    leaked.check.start();
    await vi.advanceTimersByTimeAsync(3000);
    expect(leaked.failures.map(({ code }) => code)).toEqual(["plaintext-detected"]);
  });

  it("does not report protected while every frame is dropped", async () => {
    const { check, statuses } = setUp({ kind: "video", reports: [video(2)], sealed: 0, dropped: 2 });
    check.start();
    await vi.advanceTimersByTimeAsync(10);
    expect(statuses).toEqual(["waiting"]);
    check.stop();
  });

  it("waits for a frame in transit to a busy worker", async () => {
    const line: Line = { kind: "video", reports: [video(6)], sealed: 5 };
    const { check, failures, statuses } = setUp(line);
    check.start();
    await vi.advanceTimersByTimeAsync(1000);
    expect(statuses).toEqual([]);
    line.sealed = 6;
    await vi.advanceTimersByTimeAsync(2000);
    expect(failures).toEqual([]);
    expect(statuses.at(-1)).toBe("protected");
    check.stop();
  });

  it.each([
    ["more video frames than can be in flight", { kind: "video", reports: [video(40)], sealed: 5 }],
    ["an audio packet that was not sealed", { kind: "audio", reports: [audio(6)], sealed: 5 }],
  ] as const)("does not wait for %s", async (_name, line) => {
    const { check, failures } = setUp(line as unknown as Line);
    check.start();
    await vi.advanceTimersByTimeAsync(150);
    expect(failures.map(({ code }) => code)).toEqual(["plaintext-detected"]);
  });

  it("counts the frames that are sent while it waits, because the timers of a hidden page are slow", async () => {
    const line: Line = { kind: "video", reports: [video(5)], sealed: 5 };
    const { check, failures } = setUp(line);
    const { setTimeout: begin } = globalThis;
    vi.stubGlobal("setTimeout", (run: () => void, ms: number) => begin(run, Math.max(ms, 1000)));
    check.start();
    await vi.advanceTimersByTimeAsync(1100);
    let frames = 5;
    for (; failures.length === 0 && frames < 700; frames += 1) {
      line.reports = [video(frames)];
      await vi.advanceTimersByTimeAsync(33);
    }
    expect(failures.map(({ code }) => code)).toEqual(["plaintext-detected"]);
    expect(frames).toBeLessThan(160);
  });

  it("counts the frames of each layer while it waits, because a late worker is late for all layers", async () => {
    const layers = 3;
    const all = (frames: number) => Array.from({ length: layers }, () => video(frames));
    const line: Line = { kind: "video", reports: all(10), sealed: layers * 10 - 1 };
    const { check, statuses, failures } = setUp(line);
    check.start();
    for (let frames = 10; frames <= 60; frames += 3) {
      line.reports = all(frames);
      await vi.advanceTimersByTimeAsync(100);
    }
    expect(failures).toEqual([]);
    line.sealed = layers * 60;
    await vi.advanceTimersByTimeAsync(200);
    expect(statuses.at(-1)).toBe("protected");
  });

  it("stops the sender and ends the call when more frames were sent than sealed", async () => {
    const line: Line = { kind: "video", reports: [video(5)], sealed: 5 };
    const { check, statuses, failures, lost, blocked, stopped } = setUp(
      { kind: "audio", reports: [audio(7)], sealed: 7 },
      line,
    );
    check.start();
    await vi.advanceTimersByTimeAsync(10);
    expect(failures).toEqual([]);
    line.reports = [video(6)];
    await vi.advanceTimersByTimeAsync(4000);
    expect(failures.map(({ code }) => code)).toEqual(["plaintext-detected"]);
    expect(lost).toEqual([false]);
    expect(statuses.at(-1)).toBe("blocked");
    expect(blocked).toEqual([1]);
    expect(stopped).toEqual([[1, null]]);
  });

  it("reports a lost worker after two questions without an answer", async () => {
    const { check, failures, lost } = setUp({ kind: "video", reports: [], sealed: 0 }, "silent");
    check.start();
    await vi.advanceTimersByTimeAsync(9_900);
    expect(failures).toEqual([]);
    await vi.advanceTimersByTimeAsync(200);
    expect(failures.map(({ code }) => code)).toEqual(["worker-crashed"]);
    expect(lost).toEqual([true]);
  });

  it("does nothing after it was stopped", async () => {
    const { check, statuses } = setUp({ kind: "video", reports: [video(1)], sealed: 1 });
    check.start();
    check.stop();
    await vi.advanceTimersByTimeAsync(5000);
    expect(statuses).toEqual([]);
  });
});
