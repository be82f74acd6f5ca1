import { describe, expect, it } from "vitest";
import { noIdentity } from "../../../src/protocol/identity.ts";
import type { Role } from "../../../src/protocol/types.ts";
import type { ParticipantClaim, PeerEncryption } from "../../../src/status.ts";
import { createCallStore } from "../../../src/store/call-store.ts";
import { isOwnConnection, withOwnConnection } from "../../../src/store/own-connections.ts";
import { claimsScreen, selectOwnScreens, selectParticipants } from "../../../src/store/participants.ts";
import { newPeer } from "../../../src/store/peer.ts";
import { recordOf, withEntry, withoutEntry } from "../../../src/store/record.ts";
import type { CallState, Peer } from "../../../src/store/types.ts";

const id = (name: string) => name.toUpperCase().padEnd(26, "-");
const me = id("me");

interface Connection {
  readonly claim?: ParticipantClaim;
  /** The fingerprint of the participant key that it proved. */
  readonly key?: string;
  readonly role?: Role | null;
  readonly fingerprint?: string | null;
  readonly encryption?: PeerEncryption;
}

function peer(name: string, connection: Connection = {}): Peer {
  const {
    claim = null,
    key = null,
    role = null,
    fingerprint = null,
    encryption = { status: "encrypted" },
  } = connection;
  return {
    ...newPeer(id(name)),
    announced: true,
    participant: claim,
    identity: { ...noIdentity, key },
    role,
    fingerprint,
    encryption,
  };
}

const camera = (participant: string): Connection => ({
  claim: { id: participant, purpose: "camera" },
  key: `key:${participant}`,
  role: "sendrecv",
});
const screen = (participant: string): Connection => ({
  claim: { id: participant, purpose: "screen" },
  key: `key:${participant}`,
  role: "sendonly",
});
/** Claims the same participant without a proof. */
const claimsOnly = ({ key: _key, ...connection }: Connection): Connection => connection;

function channel(...peers: Peer[]): CallState {
  const state = createCallStore("sendrecv").store.getState();
  const self = { ...state.self, connectionId: me, participantId: "me" };
  return { ...state, self, peers: recordOf(peers.map((each) => [each.connectionId, each])) };
}

const shown = (state: CallState) =>
  selectParticipants(state).map(({ connectionIds }) =>
    connectionIds.map((each) => each.replace(/-+$/, "").toLowerCase()),
  );

describe("the participants of a channel", () => {
  it("are one for each connection without claims, in order of arrival", () => {
    expect(shown(channel(peer("carol"), peer("alice"), peer("bob")))).toEqual([
      ["carol"],
      ["alice"],
      ["bob"],
    ]);
    expect(selectParticipants(channel(peer("carol")))[0]?.id).toBe(id("carol"));
  });

  it("contain the screens that proved the same key, at any position in the list", () => {
    const state = channel(
      peer("first", screen("a")),
      peer("bob", camera("b")),
      peer("alice", camera("a")),
      peer("second", screen("a")),
      peer("third", screen("b")),
    );
    expect(shown(state)).toEqual([
      ["bob", "third"],
      ["alice", "first", "second"],
    ]);
  });

  it("are two when a second camera claims a participant without that participant's key", () => {
    const ghost = peer("ghost", claimsOnly(camera("a")));
    const state = channel(peer("alice", camera("a")), ghost, peer("share", screen("a")));
    expect(shown(state)).toEqual([["alice", "share"], ["ghost"]]);
  });

  it("are one when two cameras proved the same key", () => {
    expect(shown(channel(peer("alice", camera("a")), peer("tab", camera("a"))))).toEqual([["alice", "tab"]]);
  });

  it("are not grouped by bundle id", () => {
    const state = channel(
      { ...peer("alice", camera("a")), bundleId: "same" },
      { ...peer("ghost", camera("b")), bundleId: "same" },
    );
    expect(shown(state)).toEqual([["alice"], ["ghost"]]);
  });

  it.each([
    ["of a participant who is not here", screen("gone")],
    ["of a participant who is there as a screen only", { ...screen("share") }],
    ["of somebody without the key", claimsOnly(screen("a"))],
    ["of ours", screen("me")],
  ])("include a connection that claims to be a screen %s as its own participant", (_what, connection) => {
    expect(shown(channel(peer("alice", camera("a")), peer("ghost", connection)))).toEqual([
      ["alice"],
      ["ghost"],
    ]);
  });

  it("do not have a screen that claims to be ours", () => {
    const state = channel(peer("ghost", claimsOnly(camera("me"))), peer("share", claimsOnly(screen("me"))));
    expect(shown(state)).toEqual([["ghost"], ["share"]]);
  });

  it("exclude the connections of this page", () => {
    const state = channel(peer("me"), peer("ours", { ...screen("me"), fingerprint: "aa" }), peer("alice"));
    const own = { purpose: "screen", fingerprint: "aa" } as const;
    const self = withOwnConnection(state.self, id("ours"), own);
    expect(shown({ ...state, self })).toEqual([["alice"]]);
    expect(selectOwnScreens({ ...state, self })).toEqual([id("ours")]);
    const camera = withOwnConnection(self, id("ours"), { ...own, purpose: "camera" });
    expect(selectOwnScreens({ ...state, self: camera })).toEqual([]);
  });

  it("have a screen only when a connection claims to be one and sends only", () => {
    expect(claimsScreen(peer("share", screen("a")))).toBe(true);
    expect(claimsScreen(peer("alice", { ...camera("a"), role: "sendonly" }))).toBe(false);
    expect(claimsScreen(peer("alice"))).toBe(false);
  });
});

describe("a connection of this page", () => {
  const { self } = channel();
  const own = { purpose: "screen", fingerprint: "aa" } as const;
  const known = withOwnConnection(self, id("ours"), own);

  it("is recognized when it is the call's own connection", () => {
    expect(
      isOwnConnection(self, peer("me", { fingerprint: "bb", encryption: { status: "unprotected" } })),
    ).toBe(true);
  });

  it.each([
    ["has the identity key that was made for it", { fingerprint: "aa" }, true],
    ["has no identity key yet", { fingerprint: null }, true],
    ["has another identity key", { fingerprint: "bb" }, false],
    ["announces no keys", { fingerprint: null, encryption: { status: "unprotected" } }, false],
  ] as const)("that is known by its id %s: %s", (_what, connection, expected) => {
    expect(isOwnConnection(known, peer("ours", connection))).toBe(expected);
    expect(isOwnConnection(self, peer("ours", connection))).toBe(false);
  });

  it("is stored once, and replaced when its purpose or its key changes", () => {
    expect(withOwnConnection(known, id("ours"), { ...own })).toBe(known);
    for (const other of [
      { ...own, purpose: "camera" },
      { ...own, fingerprint: "bb" },
    ] as const) {
      expect(withOwnConnection(known, id("ours"), other).ownConnections[id("ours")]).toEqual(other);
    }
  });

  it("is forgotten after 200 newer ones", () => {
    let many = known;
    for (let i = 0; i < 199; i++) many = withOwnConnection(many, id(`c${i}`), own);
    expect(many.ownConnections[id("ours")]).toEqual(own);
    many = withOwnConnection(many, id("c199"), own);
    expect(many.ownConnections[id("ours")]).toBeUndefined();
    expect(Object.keys(many.ownConnections)).toHaveLength(200);
  });
});

describe("a record of ids", () => {
  it("finds nothing under the names of Object.prototype", () => {
    const record = withEntry(recordOf<number>([]), "a", 1);
    for (const key of ["constructor", "__proto__", "toString", "hasOwnProperty"]) {
      expect(record[key]).toBeUndefined();
      expect(withoutEntry(record, key)).toBe(record);
      expect(withEntry(record, key, 2)[key]).toBe(2);
    }
  });

  it("stays the same object without a change, and is never modified in place", () => {
    const record = recordOf([
      ["a", 1],
      ["b", 2],
    ]);
    expect(withEntry(record, "a", 1)).toBe(record);
    expect(withoutEntry(record, "c")).toBe(record);
    expect({ ...withEntry(record, "a", 3) }).toEqual({ a: 3, b: 2 });
    expect({ ...withoutEntry(record, "a") }).toEqual({ b: 2 });
    expect({ ...record }).toEqual({ a: 1, b: 2 });
  });
});
