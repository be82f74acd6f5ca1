import { describe, expect, it } from "vitest";
import type { ServerNotice } from "../../../src/protocol/server.ts";
import { maxPeers } from "../../../src/status.ts";
import { initialState } from "../../../src/store/initial-state.ts";
import { reduce } from "../../../src/store/reduce.ts";
import type { CallEvent, CallState } from "../../../src/store/types.ts";

const details = {
  signalingUrl: "wss://sora.example/signaling",
  sessionId: "session",
  authMetadata: { plan: "free" },
  rpcMethods: ["2025.2.0/RequestSimulcastRid"],
};

const stateAfter = (...events: CallEvent[]): CallState =>
  events.reduce((state, event) => reduce(state, event, 0), initialState("sendrecv"));
const notices = (...given: ServerNotice[]): CallEvent[] =>
  given.map((notice) => ({ type: "server-notice", notice }));
const focus = (connectionId: string, focused: boolean): ServerNotice => ({
  type: "focus",
  connectionId,
  focused,
});

describe("the server's facts about our connection", () => {
  it("are unknown without a connection, and after its end", () => {
    const connected: CallEvent = { type: "server-connected", details };
    expect(stateAfter().server).toBeNull();
    expect(stateAfter(connected).server).toMatchObject({ ...details, unstableLevel: 0, focused: [] });
    expect(stateAfter(connected, { type: "connection-lost" }).server).toBeNull();
    expect(stateAfter(connected, { type: "reset" }).server).toBeNull();
  });

  it("are kept when they arrive before the connection details", () => {
    const network = notices({ type: "network", unstableLevel: 2 });
    const state = stateAfter(...network, { type: "server-connected", details });
    expect(state.server).toMatchObject({ ...details, unstableLevel: 2 });
  });

  it("sort the focused peers by time, and remove a peer that loses the focus", () => {
    const state = stateAfter(
      ...notices(focus("A", true), focus("B", true), focus("A", true), focus("C", true)),
    );
    expect(state.server?.focused).toEqual(["B", "A", "C"]);
    const next = reduce(state, { type: "server-notice", notice: focus("A", false) }, 0);
    expect(next.server?.focused).toEqual(["B", "C"]);
  });

  it("have no focus and no layer for a peer that left", () => {
    const peer = {
      connectionId: "A",
      clientId: null,
      bundleId: null,
      role: null,
      participant: null,
      metadata: null,
    };
    const state = stateAfter(
      { type: "peer-joined", peer } as CallEvent,
      ...notices(focus("A", true), { type: "layer", connectionId: "A", current: "r0", requested: "r2" }),
    );
    expect(state.server?.layers.A).toEqual({ current: "r0", requested: "r2" });
    const { server } = reduce(state, { type: "peer-left", connectionId: "A" }, 0);
    expect(server?.focused).toEqual([]);
    expect(Object.keys(server?.layers ?? {})).toEqual([]);
  });

  it("are the same object after an event without news", () => {
    const state = stateAfter(...notices({ type: "network", unstableLevel: 1 }, focus("A", true)));
    for (const event of notices({ type: "network", unstableLevel: 1 }, focus("B", false))) {
      expect(reduce(state, event, 0).server).toBe(state.server);
    }
  });

  it("have a bounded number of made-up ids", () => {
    const many = Array.from({ length: 2000 }, (_, index) => String(index));
    const { server } = stateAfter(
      ...notices(
        ...many.map((id) => focus(id, true)),
        ...many.map(
          (connectionId) => ({ type: "layer", connectionId, current: "r0", requested: "r0" }) as const,
        ),
      ),
    );
    expect(server?.focused.length).toBeLessThanOrEqual(maxPeers);
    expect(Object.keys(server?.layers ?? {}).length).toBeLessThanOrEqual(maxPeers);
    expect(Object.getPrototypeOf(server?.layers)).toBeNull();
  });
});
