import { beforeEach, describe, expect, it } from "vitest";
import { SoraE2EEError } from "../../../src/errors.ts";
import { initialState } from "../../../src/store/initial-state.ts";
import { newPeer } from "../../../src/store/peer.ts";
import type { CallEvent, CallState } from "../../../src/store/types.ts";
import { alice, bob, fullState, me, peer, peerOf, reduced, stream, track } from "./states.ts";

describe("the state of a call", () => {
  let full: CallState;

  beforeEach(() => {
    full = fullState();
  });

  it("starts empty, with no peers and no protection", () => {
    expect(initialState("recvonly")).toEqual({
      phase: "idle",
      error: null,
      ending: null,
      progress: null,
      self: {
        connectionId: null,
        clientId: null,
        bundleId: null,
        participantId: null,
        name: null,
        ownConnections: {},
        role: "recvonly",
        stream: null,
        devices: { audio: "none", video: "none" },
        encryption: { status: "waiting" },
        keyId: null,
        fingerprint: null,
        identity: { kind: "none", key: null, isNew: false },
        senders: [],
      },
      peers: {},
      departed: {},
      channel: null,
      server: null,
      receipts: null,
      quality: null,
      log: [],
    });
  });

  it("applies each event to its own part only", () => {
    expect(full).toMatchObject({
      phase: "connecting",
      progress: { loaded: 1, total: 2 },
      channel: { connections: 2, sendrecv: 2, sendonly: 0, recvonly: 0 },
      self: {
        connectionId: me,
        clientId: "c",
        bundleId: "b",
        stream,
        devices: { audio: "on", video: "none" },
        fingerprint: "ff",
        participantId: "me",
        encryption: { status: "protected" },
        keyId: 5,
        role: "sendrecv",
      },
    });
    const { self } = full;
    const counts = { connections: 9, sendrecv: 9, sendonly: 0, recvonly: 0 };
    const other = { id: "other" } as MediaStream;
    for (const [event, change] of [
      [{ type: "progress", loaded: 3, total: null }, { progress: { loaded: 3, total: null } }],
      [{ type: "self-stream", stream: other }, { self: { ...self, stream: other } }],
      [{ type: "self-fingerprint", fingerprint: "gg" }, { self: { ...self, fingerprint: "gg" } }],
      [{ type: "self-participant", participantId: "x" }, { self: { ...self, participantId: "x" } }],
      [
        { type: "self-device", kind: "audio", status: "none" },
        { self: { ...self, devices: { audio: "none", video: "none" } } },
      ],
      [
        { type: "own-connection", connectionId: bob, own: { purpose: "camera", fingerprint: "cc" } },
        { self: { ...self, ownConnections: { [bob]: { purpose: "camera", fingerprint: "cc" } } } },
      ],
      [{ type: "channel", counts }, { channel: counts }],
    ] as [CallEvent, Partial<CallState>][]) {
      expect(reduced(full, event)).toEqual({ ...full, ...change });
    }
    const waiting = reduced(full, { type: "self-encryption", status: "waiting" });
    expect(waiting).toEqual({
      ...full,
      log: waiting.log,
      self: { ...self, encryption: { status: "waiting" } },
    });
  });

  it.each<[string, CallEvent]>([
    ["a device that is as it was", { type: "self-device", kind: "audio", status: "on" }],
    ["an own encryption that is as it was", { type: "self-encryption", status: "protected" }],
    [
      "an own connection that is known",
      { type: "own-connection", connectionId: bob, own: { purpose: "screen", fingerprint: "bb" } },
    ],
    ["somebody who left and was not here", { type: "peer-left", connectionId: bob }],
    [
      "a track that goes of somebody who is not here",
      { type: "track-removed", connectionId: bob, track: track("audio") },
    ],
    [
      "a track that goes and was not here",
      { type: "track-removed", connectionId: alice, track: track("audio") },
    ],
    ["an answer about somebody who is not here", { type: "verify", connectionId: bob, compared: "aa" }],
    ["a track of our own", { type: "track-added", connectionId: me, stream, track: track("audio") }],
    ["ourselves among the peers", { type: "peer-joined", peer: peer(me) }],
  ])("is the same object after %s", (_what, event) => {
    expect(reduced(full, event)).toBe(full);
  });

  it("clears the last error and ending when a new attempt starts, but not when it continues", () => {
    const error = new SoraE2EEError("connection-lost", "Gone.");
    const failed = reduced(full, { type: "ended", ending: { reason: "lost", error } });
    expect([failed.phase, failed.error, failed.ending?.reason]).toEqual(["failed", error, "lost"]);
    expect(reduced(failed, { type: "phase", phase: "connecting" })).toMatchObject({
      phase: "connecting",
      error,
    });
    expect(reduced(failed, { type: "phase", phase: "initializing" })).toMatchObject({
      phase: "initializing",
      error: null,
      ending: null,
    });
    const left = reduced(full, { type: "ended", ending: { reason: "left" } });
    expect([left.phase, left.error, left.ending]).toEqual(["disconnected", null, { reason: "left" }]);
  });

  it("keeps phase, error, ending, log and our own participant when it is reset", () => {
    const error = new SoraE2EEError("connection-lost", "Gone.");
    const failed = reduced(full, { type: "ended", ending: { reason: "lost", error } });
    const { self, ...empty } = initialState("sendrecv");
    const reset = reduced(failed, { type: "reset" });
    expect(reset.log.slice(0, failed.log.length)).toEqual(failed.log);
    expect(reset).toEqual({
      ...empty,
      self: { ...self, participantId: "me" },
      phase: "failed",
      error,
      ending: failed.ending,
      log: reset.log,
    });
  });

  it("keeps our own facts and the present peers when the connection is lost, without keys and counts", () => {
    const lost = reduced(full, { type: "connection-lost" });
    expect(lost.self).toEqual({
      ...initialState("sendrecv").self,
      connectionId: me,
      stream,
      devices: { audio: "on", video: "none" },
      participantId: "me",
      ownConnections: {
        [bob]: { purpose: "screen", fingerprint: "bb" },
        [me]: { purpose: "camera", fingerprint: "ff" },
      },
    });
    expect([lost.phase, lost.channel, lost.progress]).toEqual(["connecting", null, null]);
    expect(lost.log.slice(0, full.log.length)).toEqual(full.log);
    const { connectionId, clientId, bundleId, role, participant, metadata, announced } = peerOf(full);
    expect(peerOf(lost)).toEqual({
      ...newPeer(connectionId),
      ...{ clientId, bundleId, role, participant, metadata, announced },
      presence: "reconnecting",
    });
    // A second attempt that fails has another fingerprint: that of our lost connection stays.
    const again = reduced(
      lost,
      { type: "self-fingerprint", fingerprint: "other" },
      { type: "connection-lost" },
    );
    expect(again.self.ownConnections[me]?.fingerprint).toBe("ff");
    expect(reduced(initialState("sendrecv"), { type: "connection-lost" }).self.ownConnections).toEqual({});
  });

  it("removes absent peers and our own earlier connection after a reconnect", () => {
    const early = { type: "track-added", connectionId: bob, stream, track: track("audio") } as const;
    const lost = reduced(full, { type: "connection-lost" }, early);
    const back = (connectionId: string, ...present: string[]): CallEvent => ({
      type: "self-connected",
      connectionId,
      clientId: null,
      present,
    });
    expect(Object.keys(reduced(lost, back("other", alice)).peers)).toEqual([alice, bob]);
    expect(Object.keys(reduced(lost, back("other")).peers)).toEqual([bob]);
    expect(Object.keys(reduced(lost, back(bob, alice)).peers)).toEqual([alice]);
    expect(reduced(lost, back("other", alice)).self).toMatchObject({ connectionId: "other", bundleId: null });
  });
});
