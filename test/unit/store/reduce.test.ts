import { describe, expect, it } from "vitest";
import { SoraE2EEError } from "../../../src/errors.ts";
import type { PeerInfo } from "../../../src/protocol/types.ts";
import type { PeerFacts, WorkerFacts } from "../../../src/status.ts";
import { createCallStore } from "../../../src/store/call-store.ts";
import { logLimit } from "../../../src/store/event-log.ts";

const alice = "ALICE---------------------";
const bob = "BOB-----------------------";

function info(connectionId: string): PeerInfo {
  const metadata = { name: connectionId };
  return {
    connectionId,
    clientId: null,
    bundleId: null,
    role: "sendrecv",
    participant: null,
    name: null,
    metadata,
  };
}

function peerFacts(connectionId: string, facts: Partial<PeerFacts> = {}): PeerFacts {
  return {
    connectionId,
    encryption: { status: "encrypted" },
    keyId: 0,
    fingerprint: "aa:bb",
    safetyNumber: { digits: "0".repeat(60), words: [], emoji: [] },
    receivers: [],
    ...facts,
  };
}

function facts(...peers: PeerFacts[]): WorkerFacts {
  return { selfKeyId: 1, senders: [], peers };
}

const noRefusals = { "no-key": 0, "auth-failed": 0, replayed: 0, "wrong-sender": 0, malformed: 0 };

function track(kind: "audio" | "video"): MediaStreamTrack {
  return { kind } as MediaStreamTrack;
}

describe("the store", () => {
  it("shows a peer as exchanging until the worker has observed frames", () => {
    const { store, dispatch } = createCallStore("sendrecv");
    dispatch({ type: "peer-joined", peer: info(alice) });
    expect(store.getState().peers[alice]?.encryption).toEqual({ status: "exchanging" });
    dispatch({ type: "facts", facts: facts(peerFacts(alice)) });
    expect(store.getState().peers[alice]?.encryption).toEqual({ status: "encrypted" });
  });

  it("changes only the peer that facts are about", () => {
    const { store, dispatch } = createCallStore("sendrecv");
    dispatch({ type: "peer-joined", peer: info(alice) });
    dispatch({ type: "peer-joined", peer: info(bob) });
    dispatch({ type: "facts", facts: facts(peerFacts(alice), peerFacts(bob)) });
    const before = store.getState().peers;
    dispatch({
      type: "facts",
      facts: facts(peerFacts(alice), peerFacts(bob, { encryption: { status: "failing", reason: "no-key" } })),
    });
    const after = store.getState().peers;
    expect(after[alice]).toBe(before[alice]);
    expect(after[bob]).not.toBe(before[bob]);
  });

  it("keeps the peers object when no peer changed", () => {
    const { store, dispatch } = createCallStore("sendrecv");
    dispatch({ type: "peer-joined", peer: info(alice) });
    dispatch({ type: "facts", facts: facts(peerFacts(alice)) });
    const before = store.getState().peers;
    dispatch({ type: "facts", facts: facts(peerFacts(alice)) });
    expect(store.getState().peers).toBe(before);
  });

  it("registers every count of a receiver", () => {
    const { store, dispatch } = createCallStore("sendrecv");
    dispatch({ type: "peer-joined", peer: info(alice) });
    const receiver = {
      transformId: 1,
      kind: "video" as const,
      received: 1,
      passed: 1,
      waiting: 0,
      refused: noRefusals,
    };
    dispatch({ type: "facts", facts: facts(peerFacts(alice, { receivers: [receiver] })) });
    const changed = { ...receiver, refused: { ...noRefusals, replayed: 1 } };
    dispatch({ type: "facts", facts: facts(peerFacts(alice, { receivers: [changed] })) });
    expect(store.getState().peers[alice]?.receivers[0]?.refused.replayed).toBe(1);
  });

  it("accepts tracks that arrive before the notification of their peer", () => {
    const { store, dispatch } = createCallStore("sendrecv");
    const stream = { id: alice } as MediaStream;
    dispatch({ type: "track-added", connectionId: alice, stream, track: track("video") });
    dispatch({ type: "peer-joined", peer: info(alice) });
    const peer = store.getState().peers[alice];
    expect(peer?.stream).toBe(stream);
    expect(peer?.announced).toBe(true);
    expect(peer?.metadata).toEqual({ name: alice });
  });

  it("removes a peer that was never announced when its tracks are gone", () => {
    const { store, dispatch } = createCallStore("sendrecv");
    const video = track("video");
    const stream = { id: alice } as MediaStream;
    dispatch({ type: "track-added", connectionId: alice, stream, track: video });
    dispatch({ type: "track-removed", connectionId: alice, track: video });
    expect(store.getState().peers).toEqual({});
  });

  it("keeps an announced peer whose tracks are gone", () => {
    const { store, dispatch } = createCallStore("sendrecv");
    const [audio, video] = [track("audio"), track("video")];
    const stream = { id: alice } as MediaStream;
    dispatch({ type: "peer-joined", peer: info(alice) });
    dispatch({ type: "track-added", connectionId: alice, stream, track: audio });
    dispatch({ type: "track-added", connectionId: alice, stream, track: video });
    dispatch({ type: "track-removed", connectionId: alice, track: audio });
    expect(store.getState().peers[alice]).toMatchObject({ stream, audioTrack: null, videoTrack: video });
    dispatch({ type: "track-removed", connectionId: alice, track: video });
    expect(store.getState().peers[alice]).toMatchObject({ stream: null, videoTrack: null });
  });

  it("lists what a peer sends, without missing and idle tracks", () => {
    const { store, dispatch } = createCallStore("sendrecv");
    const sending = () => store.getState().peers[alice]?.sending;
    const receivers = (idle: boolean, received: number) =>
      (["audio", "video"] as const).map((kind, transformId) => ({
        ...{ transformId, kind, received, passed: received, refused: noRefusals, waiting: 0 },
        idle: idle && kind === "video",
      }));
    const stream = { id: alice } as MediaStream;
    const audio = track("audio");
    dispatch({ type: "peer-joined", peer: info(alice) });
    expect(sending()).toEqual({ audio: false, video: false });
    for (const each of [audio, track("video")])
      dispatch({ type: "track-added", connectionId: alice, stream, track: each });
    dispatch({ type: "facts", facts: facts(peerFacts(alice)) });
    expect(sending()).toEqual({ audio: true, video: true });

    dispatch({ type: "facts", facts: facts(peerFacts(alice, { receivers: receivers(true, 5) })) });
    const off = sending();
    expect(off).toEqual({ audio: true, video: false });
    dispatch({ type: "facts", facts: facts(peerFacts(alice, { receivers: receivers(true, 6) })) });
    expect(sending(), "counts alone change nothing").toBe(off);
    dispatch({ type: "facts", facts: facts(peerFacts(alice, { receivers: receivers(false, 7) })) });
    expect(sending()).toEqual({ audio: true, video: true });
    dispatch({ type: "track-removed", connectionId: alice, track: audio });
    expect(sending()).toEqual({ audio: false, video: true });
  });

  it("keeps the error of a failed attempt until the next one begins", () => {
    const { store, dispatch } = createCallStore("recvonly");
    const error = new SoraE2EEError("e2ee-disabled", "off");
    dispatch({ type: "peer-joined", peer: info(alice) });
    dispatch({ type: "reset" });
    dispatch({ type: "ended", ending: { reason: "failed", error } });
    expect(store.getState()).toMatchObject({
      phase: "failed",
      error,
      peers: {},
      self: { role: "recvonly", connectionId: null },
    });
    dispatch({ type: "phase", phase: "initializing" });
    expect(store.getState().error).toBeNull();
  });

  it.each([
    ["left", { reason: "left" }, "disconnected"],
    ["replaced", { reason: "replaced" }, "disconnected"],
    ["ended-by-server", { reason: "ended-by-server", code: 1000, text: "DISCONNECTED-API" }, "disconnected"],
    ["lost", { reason: "lost", error: new SoraE2EEError("connection-lost", "gone") }, "failed"],
    ["failed", { reason: "failed", error: new SoraE2EEError("worker-crashed", "gone") }, "failed"],
  ] as const)("keeps the reason of an ending until the next attempt: %s", (_reason, ending, phase) => {
    const { store, dispatch } = createCallStore("sendrecv");
    dispatch({ type: "reset" });
    dispatch({ type: "ended", ending });
    expect(store.getState()).toMatchObject({
      phase,
      ending,
      error: "error" in ending ? ending.error : null,
    });
    dispatch({ type: "reset" });
    expect(store.getState().ending).toBe(ending);
    dispatch({ type: "phase", phase: "initializing" });
    expect(store.getState()).toMatchObject({ ending: null, error: null });
  });

  it("keeps peers listed during a reconnect, without keys and media", () => {
    const { store, dispatch } = createCallStore("sendrecv");
    const own = { id: "own" } as MediaStream;
    dispatch({ type: "self-stream", stream: own });
    for (const id of [alice, bob]) dispatch({ type: "peer-joined", peer: info(id) });
    dispatch({ type: "facts", facts: facts(peerFacts(alice), peerFacts(bob)) });
    dispatch({ type: "verify", connectionId: alice, compared: "aa:bb" });
    dispatch({ type: "connection-lost" });
    expect(store.getState().self).toMatchObject({
      stream: own,
      encryption: { status: "waiting" },
      keyId: null,
    });
    expect(store.getState().peers[alice]).toMatchObject({
      presence: "reconnecting",
      encryption: { status: "exchanging" },
      verified: false,
      keyId: null,
      stream: null,
      metadata: { name: alice },
    });
    dispatch({ type: "self-connected", connectionId: "me", clientId: null, present: [alice] });
    expect(Object.keys(store.getState().peers)).toEqual([alice]);
    dispatch({ type: "peer-present", peer: info(alice) });
    expect(store.getState().peers[alice]?.presence).toBe("present");
  });

  it("logs joins, leaves, status changes and errors up to a limit, with rising ids", () => {
    const { store, dispatch } = createCallStore("sendrecv", () => 1234);
    dispatch({ type: "peer-joined", peer: info(alice) });
    dispatch({ type: "facts", facts: facts(peerFacts(alice)) });
    dispatch({ type: "facts", facts: facts(peerFacts(alice, { keyId: 7 })) });
    dispatch({ type: "peer-left", connectionId: alice });
    expect(store.getState().log).toEqual([
      { id: 1, at: 1234, kind: "peer-joined", connectionId: alice, detail: "peer-joined" },
      { id: 2, at: 1234, kind: "encryption", connectionId: alice, detail: "encrypted" },
      { id: 3, at: 1234, kind: "peer-left", connectionId: alice, detail: "peer-left" },
    ]);
    for (let index = 0; index < logLimit + 10; index += 1) {
      dispatch({ type: "refused", connectionId: bob, code: "invalid-message" });
    }
    const { log } = store.getState();
    expect(log).toHaveLength(logLimit);
    expect(log.at(-1)?.id).toBe(3 + logLimit + 10);
  });
});
