import { describe, expect, it } from "vitest";
import { maxPeers } from "../../../src/status.ts";
import { createCallStore } from "../../../src/store/call-store.ts";
import type { CallEvent } from "../../../src/store/types.ts";

const names = ["constructor", "toString", "__proto__", "hasOwnProperty", "valueOf"];
const told = { clientId: null, bundleId: null, role: null, participant: null, name: null, metadata: null };
const joins = (connectionId: string): CallEvent => ({
  type: "peer-joined",
  peer: { ...told, connectionId },
});
const track = { kind: "video" } as MediaStreamTrack;
const stream = {} as MediaStream;

describe.each(names)("a peer by the id %s, a name of Object.prototype", (id) => {
  it("is handled like any other peer", () => {
    const { store, dispatch } = createCallStore("sendrecv");
    expect(store.getState().peers[id]).toBeUndefined();
    dispatch(joins(id));
    expect(Object.keys(store.getState().peers)).toEqual([id]);
    expect(store.getState().peers[id]).toMatchObject({
      connectionId: id,
      encryption: { status: "exchanging" },
    });
    dispatch({ type: "connection-lost" });
    dispatch({ type: "self-connected", connectionId: "me", clientId: null, present: [id] });
    expect(store.getState().peers[id]?.presence).toBe("reconnecting");
    dispatch({ type: "peer-left", connectionId: id });
    expect(Object.keys(store.getState().peers)).toEqual([]);
  });

  it("causes no error in events about it when it is absent", () => {
    const { store, dispatch } = createCallStore("sendrecv");
    dispatch({ type: "track-removed", connectionId: id, track });
    dispatch({ type: "peer-left", connectionId: id });
    dispatch({ type: "verify", connectionId: id, compared: "aa" });
    dispatch({ type: "track-added", connectionId: id, stream, track });
    expect(store.getState().peers[id]).toMatchObject({ videoTrack: track, verified: false });
    expect(Object.getPrototypeOf(store.getState().peers)).toBeNull();
  });
});

describe("the number of peers", () => {
  const idOf = (index: number) => String(index).padStart(26, "0");

  it("is bounded for announced peers, and separately for peers known only by their tracks", () => {
    const { store, dispatch } = createCallStore("sendrecv");
    const count = () => Object.keys(store.getState().peers).length;
    for (let index = 0; index < maxPeers + 5; index += 1)
      dispatch({ type: "track-added", connectionId: idOf(index), stream, track });
    expect(count()).toBe(maxPeers);
    for (let index = 0; index < maxPeers + 5; index += 1) dispatch(joins(idOf(10_000 + index)));
    expect(count()).toBe(2 * maxPeers);
    expect(store.getState().peers[idOf(10_000)]?.announced).toBe(true);
    dispatch(joins(idOf(0)));
    expect(store.getState().peers[idOf(0)]?.announced).toBe(false);
  });

  it("has no logged join beyond the limit", () => {
    const { store, dispatch } = createCallStore("sendrecv");
    for (let index = 0; index <= maxPeers; index += 1) dispatch(joins(idOf(index)));
    expect(store.getState().log.at(-1)?.connectionId).toBe(idOf(maxPeers - 1));
  });

  it("excludes our own connection", () => {
    const { store, dispatch } = createCallStore("sendrecv");
    dispatch({ type: "track-added", connectionId: "me", stream, track });
    dispatch({ type: "self-connected", connectionId: "me", clientId: null, present: ["me"] });
    dispatch(joins("me"));
    dispatch({ type: "track-added", connectionId: "me", stream, track });
    expect(Object.keys(store.getState().peers)).toEqual([]);
  });
});
