import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createQualitySummary, type TrackOwner } from "../../../src/call/quality-summary.ts";
import { watchQuality } from "../../../src/call/quality-watch.ts";
import type { MeasuredQuality } from "../../../src/status.ts";
import { createCallStore } from "../../../src/store/call-store.ts";

interface Line {
  readonly kind?: "audio" | "video";
  /** Part of the packets in each sample, 0 to 1. */
  readonly loss?: number;
  readonly jitter?: number;
  /** Seconds of each look. */
  readonly frozen?: number;
  readonly framesPerSecond?: number;
  readonly packets?: number;
}

interface Network {
  /** By track. */
  readonly received?: Readonly<Record<string, Line>>;
  readonly roundTrip?: number;
  /** Our own media. Leave it out if we send none. */
  readonly sent?: {
    readonly loss?: number;
    readonly rate?: number;
    /** The reason for which each encoder lowers the quality (`qualityLimitationReason`). */
    readonly limited?: readonly ("bandwidth" | "cpu" | "none")[];
  };
}

/** Statistics of a browser that is asked every two seconds. */
function browser() {
  const totals = new Map<string, Record<string, number>>();
  let at = 0;
  const grow = (id: string, values: Record<string, number>) => {
    const total = totals.get(id) ?? {};
    for (const [name, value] of Object.entries(values)) total[name] = (total[name] ?? 0) + value;
    totals.set(id, total);
    return total;
  };
  return ({ received = {}, roundTrip = 0.04, sent }: Network): RTCStatsReport => {
    at += 2000;
    const report = new Map<string, Record<string, unknown>>();
    const pair = { nominated: true, state: "succeeded", currentRoundTripTime: roundTrip };
    report.set("pair", {
      type: "candidate-pair",
      ...pair,
      availableOutgoingBitrate: sent?.rate ?? 2_000_000,
    });
    for (const [track, line] of Object.entries(received)) {
      const {
        kind = "video",
        loss = 0,
        jitter = 0.005,
        frozen = 0,
        framesPerSecond = 30,
        packets = 100,
      } = line;
      const grown = grow(track, {
        packetsReceived: packets * (1 - loss),
        packetsLost: packets * loss,
        totalFreezesDuration: frozen,
        framesDecoded: framesPerSecond * 2,
      });
      report.set(track, {
        type: "inbound-rtp",
        kind,
        trackIdentifier: track,
        timestamp: at,
        jitter,
        ...grown,
      });
    }
    if (sent) {
      for (const [i, qualityLimitationReason] of (sent.limited ?? ["none"]).entries()) {
        const grown = grow(`out${i}`, { packetsSent: 100 });
        report.set(`out${i}`, { type: "outbound-rtp", qualityLimitationReason, ...grown });
      }
      report.set("far", { type: "remote-inbound-rtp", fractionLost: sent.loss ?? 0 });
    }
    return report as unknown as RTCStatsReport;
  };
}

const owners: Readonly<Record<string, TrackOwner>> = {
  ben: { connectionId: "BEN", isSmooth: true },
  "ben-audio": { connectionId: "BEN", isSmooth: true },
  cho: { connectionId: "CHO", isSmooth: true },
  screen: { connectionId: "SCREEN", isSmooth: false },
};

/** Returns the quality after this number of samples of the same network. */
function measured(network: Network, looks = 4): MeasuredQuality | null {
  const report = browser();
  const summarize = createQualitySummary();
  let result: MeasuredQuality | null = null;
  for (let look = 0; look < looks; look += 1) result = summarize(report(network), (track) => owners[track]);
  return result;
}
const of = (line: Line, track = "ben") => measured({ received: { [track]: line } })?.peers;

describe("the quality of a peer's received media", () => {
  it.each<[string, Line, string]>([
    ["without trouble", {}, "good"],
    ["with 2 % loss", { loss: 0.02 }, "good"],
    ["with 4 % loss", { loss: 0.04 }, "fair"],
    ["with 20 % loss", { loss: 0.2 }, "poor"],
    ["with 60 ms of jitter", { jitter: 0.06 }, "fair"],
    ["with 150 ms of jitter", { jitter: 0.15 }, "poor"],
    ["with a short freeze", { frozen: 0.2 }, "fair"],
    ["that is frozen half of the time", { frozen: 1 }, "poor"],
    ["with 6 pictures a second", { framesPerSecond: 6 }, "fair"],
    ["with 2 pictures a second", { framesPerSecond: 2 }, "poor"],
    ["without packets", { packets: 0, framesPerSecond: 0 }, "unknown"],
  ])("%s gets its level and cause", (_what, line, level) => {
    expect(of(line)).toEqual({ BEN: level });
  });

  it("is the quality of its worst track", () => {
    const received = { ben: {}, "ben-audio": { kind: "audio", loss: 0.2 } } as const;
    expect(measured({ received })?.peers).toEqual({ BEN: "poor" });
  });

  it("does not become poor because of a still screen or frames without a key", () => {
    expect(of({ framesPerSecond: 0.5, frozen: 1 }, "screen")).toEqual({ SCREEN: "good" });
    expect(of({ framesPerSecond: 0 })).toEqual({ BEN: "good" });
  });

  it("is told apart from that of the network when pictures are slow without loss", () => {
    const slow = { ben: { framesPerSecond: 2 }, cho: { frozen: 1 } };
    expect(measured({ received: slow })).toMatchObject({
      peers: { BEN: "poor", CHO: "poor" },
      network: { BEN: "good", CHO: "good" },
    });
    expect(measured({ received: { ben: { loss: 0.2 } } })?.network).toEqual({ BEN: "poor" });
  });

  it("is unknown for tracks without a peer, and at the first sample", () => {
    expect(of({}, "stranger")).toEqual({});
    expect(measured({ received: { ben: {} } }, 1)).toBeNull();
  });

  it("gets worse after two bad samples in a row and better after three good ones", () => {
    const report = browser();
    const summarize = createQualitySummary();
    const levels = [0, 0, 0.2, 0, 0.2, 0.2, 0.2, 0, 0, 0.2, 0, 0, 0].map((loss) => {
      const result = summarize(report({ received: { ben: { loss } } }), (track) => owners[track]);
      return result?.peers.BEN ?? null;
    });
    const [good, poor] = ["good", "poor"];
    expect(levels).toEqual([null, good, good, good, good, poor, poor, poor, poor, poor, poor, poor, good]);
  });
});

describe("the quality of our own connection", () => {
  it.each<[string, Network, Partial<MeasuredQuality>]>([
    ["good", { sent: {} }, { uplink: "good", downlink: "good" }],
    ["not known on the way out when we send nothing", {}, { uplink: "unknown", downlink: "good" }],
    ["fair with 5 % loss on the way out", { sent: { loss: 0.05 } }, { uplink: "fair", downlink: "good" }],
    ["poor with 12 % loss on the way out", { sent: { loss: 0.12 } }, { uplink: "poor", downlink: "good" }],
    [
      "poor with a second to the server and back",
      { sent: {}, roundTrip: 1 },
      { uplink: "poor", downlink: "poor" },
    ],
    [
      "poor with too small a rate",
      { sent: { limited: ["bandwidth"], rate: 80_000 } },
      { uplink: "poor", downlink: "good" },
    ],
    [
      "good with a small rate that is enough",
      { sent: { rate: 80_000 } },
      { uplink: "good", downlink: "good" },
    ],
    [
      "not poor with a busy computer, which answers late and holds encoders back",
      { roundTrip: 0.9, sent: { limited: ["cpu", "bandwidth"], rate: 80_000 } },
      { uplink: "good", downlink: "unknown" },
    ],
    [
      "poor with a busy computer whose packets are lost",
      { sent: { loss: 0.2, limited: ["cpu"] } },
      { uplink: "poor", downlink: "unknown" },
    ],
  ])("is %s", (_what, network, wanted) => {
    expect(measured(network)).toMatchObject(wanted);
  });
});

describe("the monitor of the quality", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("samples every two seconds while connected, reports changes, and leaves no timer", async () => {
    const { store, dispatch } = createCallStore("sendrecv");
    const report = browser();
    const getStats = vi.fn(async () => report({ sent: {} }));
    const told = vi.fn(dispatch);
    watchQuality(store, getStats, told);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(getStats).not.toHaveBeenCalled();
    dispatch({ type: "phase", phase: "connected" });
    await vi.advanceTimersByTimeAsync(10_000);
    expect(getStats).toHaveBeenCalledTimes(5);
    expect(told).toHaveBeenCalledTimes(1);
    expect(store.getState().quality).toEqual({ uplink: "good", downlink: "good", peers: {} });
    dispatch({ type: "phase", phase: "reconnecting" });
    dispatch({ type: "connection-lost" });
    expect(store.getState().quality).toBeNull();
    expect(vi.getTimerCount()).toBe(0);
  });
});
