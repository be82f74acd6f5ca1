import { describe, expect, it } from "vitest";
import { createStatsSummary } from "../../../src/call/connection-stats.ts";

const report = (stats: Record<string, Record<string, unknown>>) =>
  new Map(Object.entries(stats)) as unknown as RTCStatsReport;

const at = (seconds: number, values: Record<string, number>) => ({
  out: { type: "outbound-rtp", timestamp: seconds * 1000, bytesSent: values.sent },
  in: {
    type: "inbound-rtp",
    timestamp: seconds * 1000,
    bytesReceived: values.received,
    packetsReceived: values.packets,
    packetsLost: values.lost,
  },
  far: { type: "remote-inbound-rtp", fractionLost: 0.25 },
  pair: { type: "candidate-pair", nominated: true, state: "succeeded", currentRoundTripTime: 0.042 },
});

describe("connection stats", () => {
  it("are computed from the difference of two samples", () => {
    const summarize = createStatsSummary();
    expect(summarize(report(at(1, { sent: 1000, received: 5000, packets: 100, lost: 50 })))).toBeNull();
    expect(summarize(report(at(3, { sent: 2000, received: 10_000, packets: 190, lost: 60 })))).toEqual({
      send: { bitRate: 4000, packetLoss: 0.25 },
      receive: { bitRate: 20_000, packetLoss: 0.1 },
      roundTripTime: 42,
    });
  });

  it("start again after a lost connection", () => {
    const summarize = createStatsSummary();
    const values = { sent: 1000, received: 1000, packets: 10, lost: 0 };
    summarize(report(at(1, values)));
    expect(summarize(null)).toBeNull();
    expect(summarize(report(at(2, values)))).toBeNull();
  });

  it("are never negative, also when counters restart", () => {
    const summarize = createStatsSummary();
    summarize(report(at(1, { sent: 1000, received: 1000, packets: 10, lost: 5 })));
    const stats = summarize(report(at(2, { sent: 10, received: 10, packets: 1, lost: 0 })));
    expect(stats).toMatchObject({ send: { bitRate: 0 }, receive: { bitRate: 0, packetLoss: null } });
  });

  it("are null for values that the browser does not report", () => {
    const summarize = createStatsSummary();
    summarize(report({}));
    expect(summarize(report({}))).toEqual({
      send: { bitRate: 0, packetLoss: null },
      receive: { bitRate: 0, packetLoss: null },
      roundTripTime: null,
    });
  });
});
