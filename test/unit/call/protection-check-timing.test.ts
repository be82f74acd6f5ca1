import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { EncodedTransforms } from "../../../src/call/encoded-transforms.ts";
import { ProtectionCheck } from "../../../src/call/protection-check.ts";
import type { WorkerClient } from "../../../src/call/worker-client.ts";
import type { SoraE2EEError } from "../../../src/errors.ts";
import type { MediaKind } from "../../../src/status.ts";

interface Line {
  readonly kind: MediaKind;
  frames: unknown;
  passed: number;
  received: number;
}

const line = (kind: MediaKind, frames: unknown, passed: number, received = passed): Line => ({
  kind,
  frames,
  passed,
  received,
});

/** A call with these media sections, which counts the check's questions to browser and worker. */
function setUp(...lines: Line[]) {
  const statuses: string[] = [];
  const failures: SoraE2EEError[] = [];
  const asked: unknown[] = [];
  const worker = { answers: true, takes: 0, fails: null as unknown, knows: lines.length };
  const browser = { asked: 0, fails: null as unknown };
  const senders = new Map(
    lines.map((each, transformId) => [
      {
        track: { readyState: "live" },
        getStats: async () => {
          browser.asked++;
          if (browser.fails) throw browser.fails;
          const field = each.kind === "audio" ? "packetsSent" : "framesSent";
          return new Map([
            ["1", { type: "remote-inbound-rtp", [field]: 1_000 }],
            ["2", { type: "outbound-rtp", [field]: each.frames }],
          ]);
        },
        replaceTrack: async () => undefined,
      } as unknown as RTCRtpSender,
      { transformId, kind: each.kind },
    ]),
  );
  const client = {
    request: async (request: { kind: string }) => {
      asked.push(request);
      if (worker.fails) throw worker.fails;
      if (!worker.answers) return new Promise(() => undefined);
      if (worker.takes > 0) await new Promise((resolve) => setTimeout(resolve, worker.takes));
      return {
        senders: lines.slice(0, worker.knows).map(({ kind, passed, received }, transformId) => ({
          transformId,
          kind,
          passed,
          received,
          dropped: received - passed,
        })),
      };
    },
  } as unknown as WorkerClient;
  const check = new ProtectionCheck(client, { senders } as unknown as EncodedTransforms, {
    onStatus: (status) => statuses.push(status),
    onFailed: (error) => failures.push(error),
  });
  const codes = () => failures.map(({ code }) => code);
  return { check, statuses, codes, failures, asked, worker, browser };
}

describe("the protection check", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("runs ten times a second for up to five seconds until the first sealed frame, and then twice a second", async () => {
    const { check, browser } = setUp(line("video", 0, 0));
    check.start();
    await vi.advanceTimersByTimeAsync(4_900);
    expect(browser.asked).toBe(50);
    await vi.advanceTimersByTimeAsync(499);
    expect(browser.asked).toBe(50);
    await vi.advanceTimersByTimeAsync(1);
    expect(browser.asked).toBe(51);
    await vi.advanceTimersByTimeAsync(500);
    expect(browser.asked).toBe(52);
    check.stop();
  });

  it("runs twice a second once frames are sealed, and when nothing is to be sent", async () => {
    for (const { check, asked } of [setUp(line("video", 1, 1)), setUp()]) {
      check.start();
      await vi.advanceTimersByTimeAsync(499);
      expect(asked).toHaveLength(1);
      await vi.advanceTimersByTimeAsync(1);
      expect(asked).toHaveLength(2);
      check.stop();
    }
  });

  it("asks the worker about our own frames only, for any number of peers", async () => {
    const { check, asked } = setUp(line("video", 1, 1));
    check.start();
    await vi.advanceTimersByTimeAsync(0);
    expect(asked).toEqual([{ kind: "facts", peers: false }]);
    check.stop();
  });

  it("reports protected when one of several senders sends sealed frames", async () => {
    const { check, statuses } = setUp(line("audio", 2, 2), line("video", 0, 0));
    check.start();
    await vi.advanceTimersByTimeAsync(0);
    expect(statuses).toEqual(["protected"]);
    check.stop();
  });

  it("does not report protected before the browser has sent a frame", async () => {
    const { check, statuses } = setUp(line("video", 0, 3));
    check.start();
    await vi.advanceTimersByTimeAsync(0);
    expect(statuses).toEqual(["waiting"]);
    check.stop();
  });

  it("ignores a count that is not a number", async () => {
    const { check, statuses, codes } = setUp(line("audio", "many", 0), line("video", undefined, 0));
    check.start();
    await vi.advanceTimersByTimeAsync(0);
    expect([statuses, codes()]).toEqual([["waiting"], []]);
    check.stop();
  });

  it("ends the call when a sender that the worker does not know sends frames", async () => {
    const { check, codes, worker } = setUp(line("video", 1, 1), line("video", 5, 5));
    worker.knows = 1;
    check.start();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(codes()).toEqual(["plaintext-detected"]);
  });

  it.each([
    [30, 2_000],
    [31, 99],
  ])("allows %i video frames in transit for %i ms", async (missing, patience) => {
    const { check, codes } = setUp(line("audio", 3, 3), line("video", 5 + missing, 5));
    check.start();
    await vi.advanceTimersByTimeAsync(patience);
    expect(codes()).toEqual([]);
    await vi.advanceTimersByTimeAsync(101);
    expect(codes()).toEqual(["plaintext-detected"]);
  });

  it("waits longer for frames in transit to a worker that answers late", async () => {
    const video = line("video", 30, 0);
    const { check, codes, worker } = setUp(video);
    worker.takes = 400;
    check.start();
    await vi.advanceTimersByTimeAsync(8_000);
    expect(codes()).toEqual([]);
    video.passed = video.received = 30;
    await vi.advanceTimersByTimeAsync(8_000);
    expect(codes()).toEqual([]);
    video.frames = 31;
    await vi.advanceTimersByTimeAsync(20_000);
    expect(codes()).toEqual(["plaintext-detected"]);
  });

  it("asks the worker once more before it reports an audio packet as a leak", async () => {
    const sent = line("audio", 4, 3);
    const { check, codes, statuses } = setUp(sent, line("video", 1, 1));
    check.start();
    await vi.advanceTimersByTimeAsync(50);
    sent.passed = 4;
    await vi.advanceTimersByTimeAsync(50);
    expect([codes(), statuses]).toEqual([[], ["protected"]]);
    check.stop();
  });

  it("reports no status and asks no more questions when it is stopped during an answer", async () => {
    const { check, statuses, asked, codes } = setUp(line("video", 5, 1));
    check.start();
    await vi.advanceTimersByTimeAsync(50);
    check.stop();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(codes()).toEqual([]);
    expect(statuses).not.toContain("protected");
    const before = asked.length;
    await vi.advanceTimersByTimeAsync(5_000);
    expect(asked).toHaveLength(before);
  });

  it("ignores failures of the browser and the worker after it was stopped", async () => {
    const { check, codes, browser, worker } = setUp(line("video", 1, 1));
    browser.fails = new Error("closed");
    worker.fails = new Error("closed");
    check.start();
    vi.advanceTimersByTime(0);
    check.stop();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(codes()).toEqual([]);
  });

  it("ends the call, with the cause, when the browser cannot report what it sent", async () => {
    const { check, failures, browser } = setUp(line("video", 1, 1));
    browser.fails = new Error("no statistics");
    check.start();
    await vi.advanceTimersByTimeAsync(0);
    expect(failures).toMatchObject([{ code: "internal", cause: browser.fails }]);
  });

  it("gives the worker another five seconds to answer after a frozen page resumes", async () => {
    const { check, codes, worker, asked } = setUp(line("video", 1, 1));
    worker.answers = false;
    let late = 0;
    const now = performance.now.bind(performance);
    vi.spyOn(performance, "now").mockImplementation(() => now() + late);
    check.start();
    await vi.advanceTimersByTimeAsync(1);
    late = 501;
    await vi.advanceTimersByTimeAsync(9_000);
    expect(asked).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(asked).toHaveLength(2);
    expect(codes()).toEqual([]);
    check.stop();
    vi.restoreAllMocks();
  });

  it("leaves no timer when the worker has answered and the check is stopped", async () => {
    const { check } = setUp(line("video", 1, 1));
    check.start();
    await vi.advanceTimersByTimeAsync(10);
    check.stop();
    expect(vi.getTimerCount()).toBe(0);
  });
});
