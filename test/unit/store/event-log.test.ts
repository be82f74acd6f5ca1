import { describe, expect, it } from "vitest";
import { SoraE2EEError } from "../../../src/errors.ts";
import type { PeerInfo } from "../../../src/protocol/types.ts";
import { maxPeers, type PeerEncryption, type PeerFacts } from "../../../src/status.ts";
import { createCallStore } from "../../../src/store/call-store.ts";
import { logLimit } from "../../../src/store/event-log.ts";
import { initialState } from "../../../src/store/initial-state.ts";
import type { CallEvent, SelfDeviceStatus } from "../../../src/store/types.ts";

const me = "ME------------------------";
const alice = "ALICE---------------------";
const bob = "BOB-----------------------";

const peer = (connectionId: string): PeerInfo => ({
  connectionId,
  clientId: null,
  bundleId: null,
  role: null,
  participant: null,
  name: null,
  metadata: null,
});

function facts(connectionId: string, encryption: PeerEncryption, fingerprint = "aa"): CallEvent {
  const known: PeerFacts = {
    connectionId,
    encryption,
    keyId: 0,
    fingerprint,
    safetyNumber: null,
    receivers: [],
  };
  return { type: "facts", facts: { selfKeyId: 0, senders: [], peers: [known] } };
}

/** The lines that these events write, without those of the events before them. */
function written(before: readonly CallEvent[], ...events: readonly CallEvent[]): unknown[] {
  const { store, dispatch } = createCallStore("sendrecv");
  for (const event of before) dispatch(event);
  const known = store.getState().log.length;
  for (const event of events) dispatch(event);
  return store
    .getState()
    .log.slice(known)
    .map(({ kind, connectionId, detail }) => [kind, connectionId, detail]);
}

const connected: CallEvent = {
  type: "self-connected",
  connectionId: me,
  clientId: null,
  bundleId: null,
  present: [],
};
const joined: CallEvent = { type: "peer-joined", peer: peer(alice) };

describe("the event log", () => {
  it("is empty at first, and numbers its lines from 1", () => {
    expect(initialState("sendrecv").log).toEqual([]);
    const { store, dispatch } = createCallStore("sendrecv");
    dispatch({ type: "phase", phase: "initializing" });
    dispatch({ type: "phase", phase: "connecting" });
    expect(store.getState().log.map(({ id }) => id)).toEqual([1, 2]);
    expect(store.getState().log.every(({ at }) => Number.isFinite(at))).toBe(true);
  });

  it("records each phase once", () => {
    const connecting: CallEvent = { type: "phase", phase: "connecting" };
    expect(written([], connecting, connecting, { type: "phase", phase: "connected" })).toEqual([
      ["phase", null, "connecting"],
      ["phase", null, "connected"],
    ]);
  });

  it("records an error after the phase that it led to, and no ending for it", () => {
    const connecting: CallEvent = { type: "phase", phase: "connecting" };
    const error = new SoraE2EEError("connection-lost", "Gone.");
    expect(written([connecting], { type: "ended", ending: { reason: "lost", error } })).toEqual([
      ["phase", null, "failed"],
      ["error", null, "connection-lost"],
    ]);
    expect(written([connecting], { type: "ended", ending: { reason: "left" } })).toEqual([
      ["phase", null, "disconnected"],
    ]);
  });

  it("records each change of our own encryption", () => {
    const sealed: CallEvent = { type: "self-encryption", status: "protected" };
    expect(written([connected], sealed, sealed, { type: "self-encryption", status: "blocked" })).toEqual([
      ["self-encryption", me, "protected"],
      ["self-encryption", me, "blocked"],
    ]);
  });

  it("records each join and leave once, and nothing about absent peers", () => {
    const present: CallEvent = { type: "peer-present", peer: peer(bob) };
    const left: CallEvent = { type: "peer-left", connectionId: alice };
    expect(written([connected], left, joined, joined, present, present, left, left)).toEqual([
      ["peer-joined", alice, "peer-joined"],
      ["peer-joined", bob, "peer-present"],
      ["peer-left", alice, "peer-left"],
    ]);
  });

  it("records a join also when the peer's tracks arrived before", () => {
    const track = { kind: "audio" } as MediaStreamTrack;
    const early: CallEvent = { type: "track-added", connectionId: alice, stream: {} as MediaStream, track };
    expect(written([connected], early)).toEqual([]);
    expect(written([connected, early], joined)).toEqual([["peer-joined", alice, "peer-joined"]]);
  });

  it("records nothing about a peer beyond the limit", () => {
    const many = Array.from(
      { length: maxPeers },
      (_, i): CallEvent => ({ type: "peer-joined", peer: peer(String(i).padStart(26, "0")) }),
    );
    expect(written(many, joined)).toEqual([]);
  });

  it("records no sender of a refused message that cannot be a connection id", () => {
    const odd = ["", "short", "\u0000".repeat(26), "\u00ad".repeat(26), `${"A".repeat(25)}\n`];
    const refusals = odd.map(
      (connectionId): CallEvent => ({ type: "refused", connectionId, code: "invalid-message" }),
    );
    expect(written([], ...refusals)).toEqual(odd.map(() => ["refused", null, "invalid-message"]));
  });

  it("records each refusal and its peer", () => {
    expect(
      written(
        [],
        { type: "refused", connectionId: alice, code: "invalid-bundle" },
        { type: "refused", connectionId: null, code: "message-flood" },
      ),
    ).toEqual([
      ["refused", alice, "invalid-bundle"],
      ["refused", null, "message-flood"],
    ]);
  });

  it("records each status of a peer's encryption once, with the reason for a failure", () => {
    expect(
      written(
        [connected, joined],
        facts(alice, { status: "encrypted" }),
        facts(alice, { status: "encrypted" }),
        facts(alice, { status: "failing", reason: "no-key" }),
        facts(alice, { status: "failing", reason: "replayed" }),
        facts(bob, { status: "encrypted" }),
      ),
    ).toEqual([
      ["encryption", alice, "encrypted"],
      ["encryption", alice, "failing:no-key"],
      ["encryption", alice, "failing:replayed"],
    ]);
  });

  it("records a person's decision about a peer, and its result", () => {
    const encrypted = facts(alice, { status: "encrypted" });
    const here = [connected, joined, encrypted];
    const verifies: CallEvent = { type: "verify", connectionId: alice, compared: "aa" };
    const takesBack: CallEvent = { type: "verify", connectionId: alice, compared: null };
    expect(written(here, verifies, verifies)).toEqual([["verified", alice, "verified"]]);
    expect(written([...here, verifies], takesBack, takesBack)).toEqual([["verified", alice, "unverified"]]);
    expect(written([...here, verifies], facts(alice, { status: "encrypted" }, "bb"))).toEqual([
      ["verified", alice, "changed"],
    ]);
    expect(written(here, { type: "verify", connectionId: alice, compared: "bb" })).toEqual([]);
    expect(written(here, { type: "verify", connectionId: bob, compared: "aa" })).toEqual([]);
  });

  it.each<[SelfDeviceStatus, SelfDeviceStatus, boolean]>([
    ["none", "on", false],
    ["on", "none", false],
    ["on", "muted", true],
    ["on", "lost", true],
    ["on", "replaced", true],
    ["muted", "on", true],
    ["lost", "on", true],
    ["replaced", "on", true],
    ["muted", "none", false],
    ["lost", "none", false],
  ])(
    "records what happens to a device, but not what a person does with it: from %s to %s, %s",
    (from, to, isTold) => {
      for (const kind of ["audio", "video"] as const) {
        const device = (status: SelfDeviceStatus): CallEvent => ({ type: "self-device", kind, status });
        const lines = isTold ? [["device", me, `${kind}.${to}`]] : [];
        expect(written([connected, device(from)], device(to), device(to))).toEqual(lines);
      }
    },
  );

  it("keeps its newest lines, and continues to count", () => {
    const { store, dispatch } = createCallStore("sendrecv");
    for (let i = 0; i < logLimit + 3; i++)
      dispatch({ type: "refused", connectionId: null, code: "internal" });
    const { log } = store.getState();
    expect([log.length, log[0]?.id, log.at(-1)?.id]).toEqual([logLimit, 4, logLimit + 3]);
  });

  it("keeps its other lines during a flood of refusals, of which it keeps the newest", () => {
    const { store, dispatch } = createCallStore("sendrecv");
    dispatch(joined);
    dispatch(facts(alice, { status: "encrypted" }));
    for (let i = 0; i < 2 * logLimit; i++)
      dispatch({ type: "refused", connectionId: bob, code: "authentication-failed" });
    const { log } = store.getState();
    expect(log.slice(0, 2).map(({ kind }) => kind)).toEqual(["peer-joined", "encryption"]);
    expect([log.length, log.at(-1)?.id]).toEqual([logLimit, 2 + 2 * logLimit]);
  });

  it("drops refusals and other lines alike when half of them are refusals", () => {
    const { store, dispatch } = createCallStore("sendrecv");
    for (let i = 0; i < logLimit; i++) {
      dispatch({ type: "phase", phase: i % 2 === 0 ? "connecting" : "connected" });
      dispatch({ type: "refused", connectionId: bob, code: "authentication-failed" });
    }
    const { log } = store.getState();
    expect(log.length).toBe(logLimit);
    expect(log.filter(({ kind }) => kind === "refused").length).toBe(logLimit / 2);
  });

  it("is the same list after an event without a line", () => {
    const { store, dispatch } = createCallStore("sendrecv");
    dispatch({ type: "phase", phase: "connecting" });
    const { log } = store.getState();
    dispatch({ type: "progress", loaded: 1, total: null });
    expect(store.getState().log).toBe(log);
    expect(store.getState().progress).toEqual({ loaded: 1, total: null });
  });
});
