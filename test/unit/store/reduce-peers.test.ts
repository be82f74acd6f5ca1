import { beforeEach, describe, expect, it } from "vitest";
import { noIdentity } from "../../../src/protocol/identity.ts";
import type { PeerInfo } from "../../../src/protocol/types.ts";
import { maxPeers, type PeerFacts, type ReceiverFacts } from "../../../src/status.ts";
import { initialState } from "../../../src/store/initial-state.ts";
import { hasPicture, newPeer } from "../../../src/store/peer.ts";
import type { CallEvent, CallState } from "../../../src/store/types.ts";
import {
  alice,
  bob,
  fullState,
  observed,
  peer,
  peerFacts,
  peerOf,
  receiver,
  reduced,
  refused,
  stream,
  track,
} from "./states.ts";

describe("the state of a peer", () => {
  let full: CallState;

  beforeEach(() => {
    full = fullState();
  });

  it("is unknown at first, and then as its notification describes", () => {
    expect(newPeer(alice)).toEqual({
      connectionId: alice,
      clientId: null,
      bundleId: null,
      role: null,
      participant: null,
      name: null,
      announced: false,
      presence: "present",
      metadata: null,
      stream: null,
      audioTrack: null,
      videoTrack: null,
      sending: { audio: false, video: false },
      encryption: { status: "exchanging" },
      verified: false,
      verifiedFingerprint: null,
      comparedKey: null,
      identityChanged: false,
      connectionChanged: false,
      keyId: null,
      fingerprint: null,
      identity: noIdentity,
      safetyNumber: null,
      receivers: [],
    });
    expect(peerOf(full)).toMatchObject({ ...peer(alice), announced: true, presence: "present" });
  });

  it("ignores fields of a notification that the peer may not set", () => {
    const odd = { ...peer(alice), verified: true, fingerprint: "zz" } as PeerInfo;
    expect(peerOf(reduced(full, { type: "peer-joined", peer: odd }))).toMatchObject({
      verified: false,
      fingerprint: "aa",
    });
  });

  it.each<[string, Partial<PeerFacts>]>([
    ["its encryption", { encryption: { status: "ready" } }],
    ["its key id", { keyId: 4 }],
    ["its fingerprint", { fingerprint: "ab" }],
    ["its safety number", { safetyNumber: { digits: "2", words: [], emoji: [] } }],
    ["how many receivers it has", { receivers: [] }],
    ["a count of a receiver", { receivers: [receiver({ passed: 2 })] }],
    ["a receiver that went idle", { receivers: [receiver({ idle: true })] }],
    ["why a frame was refused", { receivers: [receiver({ refused: { ...refused, replayed: 1 } })] }],
  ])("changes with %s, and is the same object otherwise", (_what, given) => {
    const changed = peerOf(reduced(full, observed(given)));
    expect(changed).not.toBe(peerOf(full));
    expect(changed).toMatchObject(given);
    expect(peerOf(reduced(full, observed()))).toBe(peerOf(full));
  });

  it("changes when only the reason of a failure changes", () => {
    const failing = reduced(full, observed({ encryption: { status: "failing", reason: "no-key" } }));
    expect(peerOf(reduced(failing, observed({ encryption: { status: "failing", reason: "no-key" } })))).toBe(
      peerOf(failing),
    );
    const other = reduced(failing, observed({ encryption: { status: "failing", reason: "replayed" } }));
    expect(peerOf(other).encryption).toEqual({ status: "failing", reason: "replayed" });
  });

  it("keeps its fingerprint until a new one is known, and loses it when the peer announces no keys", () => {
    expect(peerOf(reduced(full, observed({ fingerprint: null }))).fingerprint).toBe("aa");
    const without = observed({ fingerprint: null, encryption: { status: "unprotected" } });
    expect(peerOf(reduced(full, without)).fingerprint).toBeNull();
  });

  it("lists the kinds of its tracks as sent, unless every receiver of a kind is idle", () => {
    const added = (kind: "audio" | "video"): CallEvent => ({
      type: "track-added",
      connectionId: alice,
      stream,
      track: track(kind),
    });
    const both = reduced(full, added("audio"), added("video"));
    expect(peerOf(both)).toMatchObject({ stream, sending: { audio: true, video: true } });
    expect(peerOf(full).sending).toEqual({ audio: false, video: false });
    const one = receiver({ idle: true });
    const two = receiver({ transformId: 2 });
    expect(peerOf(reduced(both, observed({ receivers: [one, two] }))).sending.video).toBe(true);
    expect(peerOf(reduced(both, observed({ receivers: [one] }))).sending).toEqual({
      audio: true,
      video: false,
    });
  });

  it("sends nothing on a track of another peer until each receiver of that kind has decrypted a frame", () => {
    const added = (reused: boolean): CallEvent => ({
      type: "track-added",
      connectionId: alice,
      stream,
      track: track("video"),
      reused,
    });
    const [own, taken] = [receiver({ passed: 9 }), receiver({ transformId: 2, passed: 0 })];
    const reused = reduced(full, added(false), observed({ receivers: [own] }), added(true));
    const isSent = (receivers: readonly ReceiverFacts[]) =>
      peerOf(reduced(reused, observed({ receivers }))).sending.video;
    expect(peerOf(reused).sending.video).toBe(false);
    expect([isSent([taken]), isSent([own, taken]), isSent([])]).toEqual([false, false, false]);
    expect(isSent([own, { ...taken, passed: 1 }])).toBe(true);
  });

  it("sends nothing on a track of another peer while facts come that do not have its receiver yet", () => {
    const added = { type: "track-added", connectionId: alice, stream, track: track("video") } as const;
    const own = receiver({ passed: 9 });
    const taken = receiver({ transformId: 2, passed: 0 });
    const reused = reduced(full, added, { ...added, reused: true, transformId: 2 });
    const isSent = (receivers: readonly ReceiverFacts[]) =>
      peerOf(reduced(reused, observed({ receivers }))).sending.video;
    expect([isSent([own]), isSent([own, taken])]).toEqual([false, false]);
    expect(isSent([own, { ...taken, passed: 1 }])).toBe(true);
  });

  it("shows a screen on a track of another peer after the first decrypted frame, also without later frames", () => {
    const video = track("video");
    const added = { type: "track-added", connectionId: alice, stream, track: video, reused: true } as const;
    const screen = reduced(full, added, observed({ receivers: [receiver({ passed: 0 })] }));
    expect(hasPicture(peerOf(screen), "screen")).toBe(false);
    const later = reduced(screen, observed({ receivers: [receiver({ passed: 1, idle: true })] }));
    expect([hasPicture(peerOf(later), "screen"), hasPicture(peerOf(later), "camera")]).toEqual([true, false]);
    const another = { type: "track-added", connectionId: alice, stream, track: track("video") } as const;
    const again = reduced(screen, { type: "track-removed", connectionId: alice, track: video }, another);
    expect(hasPicture(peerOf(again), "screen")).toBe(true);
    expect(hasPicture(peerOf(reduced(screen, another)), "screen"), "before the other is removed").toBe(true);
  });

  it("keeps its stream until its last track is gone", () => {
    const [audio, video] = [track("audio"), track("video")];
    const added = (of: MediaStreamTrack): CallEvent => ({
      type: "track-added",
      connectionId: alice,
      stream,
      track: of,
    });
    const removed = (of: MediaStreamTrack): CallEvent => ({
      type: "track-removed",
      connectionId: alice,
      track: of,
    });
    const both = reduced(full, added(audio), added(video));
    const one = reduced(both, removed(audio));
    expect(peerOf(one)).toMatchObject({ stream, audioTrack: null, videoTrack: video });
    expect(peerOf(one).sending).toEqual({ audio: false, video: true });
    expect(peerOf(reduced(both, removed(video)))).toMatchObject({
      stream,
      audioTrack: audio,
      videoTrack: null,
    });
    expect(peerOf(reduced(one, removed(video)))).toMatchObject({ stream: null, videoTrack: null });
  });

  it("is removed with its last track when the peer was never announced", () => {
    const [audio, video] = [track("audio"), track("video")];
    const early = reduced(
      full,
      { type: "track-added", connectionId: bob, stream, track: audio },
      { type: "track-added", connectionId: bob, stream, track: video },
    );
    const one = reduced(early, { type: "track-removed", connectionId: bob, track: audio });
    expect(one.peers[bob]?.videoTrack).toBe(video);
    const other = reduced(early, { type: "track-removed", connectionId: bob, track: video });
    expect(other.peers[bob]?.audioTrack).toBe(audio);
    expect(
      reduced(one, { type: "track-removed", connectionId: bob, track: video }).peers[bob],
    ).toBeUndefined();
  });
});

describe("the peers of a call", () => {
  let full: CallState;

  beforeEach(() => {
    full = fullState();
  });

  it("accepts facts about several peers at once, and ignores absent peers", () => {
    const two = reduced(full, { type: "peer-joined", peer: peer(bob) });
    const next = reduced(two, {
      type: "facts",
      facts: {
        selfKeyId: 6,
        senders: [{ transformId: 0, kind: "audio", received: 1, passed: 1, dropped: 0 }],
        peers: [
          peerFacts({ keyId: 9 }),
          peerFacts({ connectionId: bob, keyId: 8 }),
          peerFacts({ connectionId: "X".repeat(26) }),
        ],
      },
    });
    expect(Object.keys(next.peers)).toEqual([alice, bob]);
    expect([next.peers[alice]?.keyId, next.peers[bob]?.keyId]).toEqual([9, 8]);
    expect(next.self.keyId).toBe(6);
    expect(next.self.senders).toHaveLength(1);
    expect(reduced(next, { type: "facts", facts: { selfKeyId: 6, senders: [], peers: [] } }).peers).toBe(
      next.peers,
    );
  });

  it("bounds announced peers and made-up tracks separately", () => {
    const ids = Array.from({ length: maxPeers }, (_, i) => String(i).padStart(26, "0"));
    const tracks = ids.map(
      (connectionId): CallEvent => ({ type: "track-added", connectionId, stream, track: track("audio") }),
    );
    const crowded = reduced(full, ...tracks);
    expect(Object.keys(crowded.peers)).toHaveLength(1 + maxPeers);
    expect(reduced(crowded, { type: "track-added", connectionId: bob, stream, track: track("audio") })).toBe(
      crowded,
    );
    expect(reduced(crowded, { type: "peer-joined", peer: peer(bob) }).peers[bob]?.announced).toBe(true);

    const joins = ids.map((id): CallEvent => ({ type: "peer-joined", peer: peer(id) }));
    const all = reduced(initialState("sendrecv"), ...joins);
    expect(reduced(all, { type: "peer-joined", peer: peer(bob) }).peers[bob]).toBeUndefined();
    const early = reduced(all, { type: "track-added", connectionId: bob, stream, track: track("audio") });
    expect(early.peers[bob]?.announced).toBe(false);
    expect(reduced(early, { type: "peer-joined", peer: peer(bob) }).peers[bob]?.announced).toBe(false);
    expect(reduced(all, { type: "peer-joined", peer: peer(ids[0] as string, { role: null }) })).toMatchObject(
      {
        peers: { [ids[0] as string]: { role: null } },
      },
    );
  });
});
