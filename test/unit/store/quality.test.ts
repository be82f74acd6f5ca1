import { describe, expect, it } from "vitest";
import type { LinkQuality, MeasuredQuality, Receipt } from "../../../src/status.ts";
import { selectConnectionQuality } from "../../../src/store/quality.ts";
import { reduce } from "../../../src/store/reduce.ts";
import { createTestState } from "../../../src/testing/test-state.ts";

interface Given extends Partial<MeasuredQuality> {
  /** The reports of peers about their own uplink. */
  readonly told?: Readonly<Record<string, LinkQuality>>;
}

function stateOf({ told = {}, ...given }: Given) {
  const peers = Object.keys(given.peers ?? {}).map((connectionId) => ({ connectionId }));
  const quality = { uplink: "good", downlink: "good", peers: {}, ...given } as const;
  const start = createTestState({ phase: "connected", self: { connectionId: "ME" }, peers, quality });
  const on = { type: "sending", sending: { audio: "on", video: "on" } } as const;
  return Object.entries(told).reduce(
    (state, [connectionId, uplink]) => {
      const receipt: Receipt = { number: 1, periods: 1, uplink, entries: [] };
      return reduce(state, { type: "receipt", connectionId, receipt }, 0);
    },
    reduce(start, on, 0),
  );
}
const of = (given: Given, connectionId: string | null = "BEN") => {
  const { level, cause } = selectConnectionQuality(stateOf(given), connectionId);
  return cause === null ? level : `${level}: ${cause}`;
};

describe("the quality of a peer's connection", () => {
  it.each<[string, Given, string | null]>([
    ["not known without statistics of it", { peers: { BEN: "unknown" } }, null],
    ["good", { peers: { BEN: "good" } }, "good"],
    ["their uplink when it says so", { peers: { BEN: "poor" }, told: { BEN: "poor" } }, "poor: their-uplink"],
    [
      "their uplink when only this one degrades",
      { peers: { BEN: "fair", CHO: "good" } },
      "fair: their-uplink",
    ],
    ["not known when there is no other peer to compare with", { peers: { BEN: "poor" } }, "poor: unknown"],
    [
      "not known when only this one degrades and says that its uplink is good",
      { peers: { BEN: "poor", CHO: "good" }, told: { BEN: "good" } },
      "poor: unknown",
    ],
    [
      "our downlink when the only other peer says that its uplink is good",
      { peers: { BEN: "poor" }, told: { BEN: "good" } },
      "poor: our-downlink",
    ],
    ["our downlink when most degrade at once", { peers: { BEN: "poor", CHO: "fair" } }, "poor: our-downlink"],
    [
      "not known when half degrade",
      { peers: { BEN: "poor", CHO: "poor", DAN: "good", EVE: "good" } },
      "poor: unknown",
    ],
    [
      "our downlink when the way to the server is long",
      { peers: { BEN: "fair", CHO: "good" }, downlink: "poor" },
      "fair: our-downlink",
    ],
    [
      "both when both show it",
      { peers: { BEN: "fair", CHO: "good" }, downlink: "poor", told: { BEN: "poor" } },
      "fair: both",
    ],
    [
      "their uplink when others degrade for a reason of their own",
      { peers: { BEN: "poor", CHO: "poor" }, told: { BEN: "poor", CHO: "poor" } },
      "poor: their-uplink",
    ],
  ])("is %s", (_what, given, wanted) => {
    expect(of(given)).toBe(wanted);
  });

  it("is lost while the call reconnects, and unknown for an absent peer", () => {
    const state = { ...stateOf({ peers: { BEN: "good" } }), phase: "reconnecting" as const, quality: null };
    expect(selectConnectionQuality(state, "BEN").level).toBe("lost");
    expect(selectConnectionQuality(state, null).level).toBe("lost");
    expect(selectConnectionQuality(state, "EVE").level).toBeNull();
    expect(of({}, "EVE")).toBeNull();
  });
});

describe("the quality of our own connection", () => {
  it.each<[string, Given, string | null]>([
    ["good", {}, "good"],
    ["not known before anything was measured", { uplink: "unknown", downlink: "unknown" }, null],
    ["our uplink", { uplink: "poor" }, "poor: our-uplink"],
    ["our downlink", { downlink: "fair" }, "fair: our-downlink"],
    [
      "our downlink when most peers degrade at once",
      { peers: { BEN: "poor", CHO: "poor" } },
      "poor: our-downlink",
    ],
    [
      "our downlink when the only other peer says that its uplink is good",
      { peers: { BEN: "poor" }, told: { BEN: "good" } },
      "poor: our-downlink",
    ],
    [
      "good when all pictures are slow, but no packets are lost",
      {
        peers: { BEN: "poor", CHO: "poor" },
        network: { BEN: "good", CHO: "good" },
        told: { BEN: "good", CHO: "good" },
      },
      "good",
    ],
    ["both", { uplink: "fair", downlink: "poor" }, "poor: our-both"],
    ["good when one of several peers degrades", { peers: { BEN: "poor", CHO: "good" } }, "good"],
  ])("is %s", (_what, given, wanted) => {
    expect(of(given, null)).toBe(wanted);
    expect(of(given, "ME")).toBe(wanted);
  });
});
