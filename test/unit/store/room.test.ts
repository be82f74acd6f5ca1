import { describe, expect, it } from "vitest";
import type { RoomFacts, WorkerFacts } from "../../../src/status.ts";
import { initialState } from "../../../src/store/initial-state.ts";
import { newPeer } from "../../../src/store/peer.ts";
import { reduce } from "../../../src/store/reduce.ts";
import { isPostQuantum } from "../../../src/store/room.ts";

const room: RoomFacts = {
  suite: "x-wing",
  epoch: 3,
  size: 2,
  code: { digits: "1".repeat(30), emoji: [1, 2, 3, 4, 5, 6] },
};
const facts: WorkerFacts = { selfKeyId: 3, senders: [], peers: [] };
const known = reduce(initialState("sendrecv"), { type: "facts", facts: { ...facts, room } }, 0);

describe("the MLS group of a call", () => {
  it("is unknown before the worker reports it, and with pairwise keys", () => {
    expect(reduce(initialState("sendrecv"), { type: "facts", facts }, 0)).not.toHaveProperty("room");
  });

  it("stays the same object until one of its values changes", () => {
    expect(known.room).toBe(room);
    const repeated = { ...room, code: { ...room.code } };
    expect(reduce(known, { type: "facts", facts: { ...facts, room: repeated } }, 0).room).toBe(room);
    const next = { ...room, epoch: 4 };
    expect(reduce(known, { type: "facts", facts: { ...facts, room: next } }, 0).room).toBe(next);
  });

  it("is removed with the connection", () => {
    expect(reduce(known, { type: "connection-lost" }, 0)).not.toHaveProperty("room");
    expect(reduce(known, { type: "reset" }, 0)).not.toHaveProperty("room");
  });
});

describe("the post-quantum state", () => {
  const peer = newPeer("BEN".padEnd(26, "-"));
  const withPeer = (encryption: typeof peer.encryption) => ({
    room,
    peers: { [peer.connectionId]: { ...peer, encryption } },
  });

  it("is true only for a group with x-wing", () => {
    expect(isPostQuantum(withPeer({ status: "encrypted" }))).toBe(true);
    expect(isPostQuantum({ peers: {} })).toBe(false);
    expect(isPostQuantum({ room: null, peers: {} })).toBe(false);
    expect(isPostQuantum({ room: { ...room, suite: "x25519" }, peers: {} })).toBe(false);
  });

  it("is false with a peer on another agreement, or without keys", () => {
    expect(isPostQuantum(withPeer({ status: "unprotected" }))).toBe(false);
    expect(isPostQuantum(withPeer({ status: "failing", reason: "other-agreement" }))).toBe(false);
  });
});
