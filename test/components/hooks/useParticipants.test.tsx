import { act, renderHook } from "@testing-library/react";
import { useParticipants } from "react-sora-e2ee";
import { createTestCall } from "react-sora-e2ee/testing";
import { describe, expect, it } from "vitest";

function setUp() {
  const call = createTestCall({ phase: "connected", self: { connectionId: "SELF", participantId: "me" } });
  let renders = 0;
  const { result } = renderHook(() => {
    renders += 1;
    return useParticipants(call);
  });
  return { call, result, renders: () => renders };
}

const camera = (id: string) => ({ participant: { id, purpose: "camera" } }) as const;
const screen = (id: string) => ({ participant: { id, purpose: "screen" }, role: "sendonly" }) as const;

const provesKey = (key: string) =>
  ({
    encryption: { status: "ready" },
    statement: { status: "proven", key, publicKey: "", purpose: "camera", confirmed: true, vouch: null },
  }) as const;

describe("useParticipants", () => {
  it("groups a participant with the screen that proved the same key, in either order of arrival", () => {
    const { call, result } = setUp();
    act(() => call.script.joins("SCREEN", screen("taro")));
    act(() => call.script.joins("HANAKO"));
    act(() => call.script.joins("CAMERA", camera("taro")));
    expect(result.current.map(({ id }) => id)).toEqual(["SCREEN", "HANAKO", "CAMERA"]);
    for (const id of ["SCREEN", "CAMERA"]) act(() => call.script.observed(id, provesKey("taro")));
    expect(result.current).toEqual([
      { id: "HANAKO", connectionIds: ["HANAKO"] },
      { id: "CAMERA", connectionIds: ["CAMERA", "SCREEN"] },
    ]);
    act(() => call.script.leaves("SCREEN"));
    expect(result.current[1]).toEqual({ id: "CAMERA", connectionIds: ["CAMERA"] });
  });

  it("keeps a participant's screen while the camera's connection reconnects", () => {
    const { call, result } = setUp();
    act(() => call.script.joins("CAMERA", camera("taro")));
    act(() => call.script.joins("SCREEN", screen("taro")));
    for (const id of ["SCREEN", "CAMERA"]) act(() => call.script.observed(id, provesKey("taro")));
    act(() => call.script.leaves("CAMERA"));
    expect(result.current).toEqual([{ id: "SCREEN", connectionIds: ["SCREEN"] }]);
    act(() => call.script.joins("CAMERA 2", camera("taro")));
    act(() => call.script.observed("CAMERA 2", provesKey("taro")));
    expect(result.current).toEqual([{ id: "CAMERA 2", connectionIds: ["CAMERA 2", "SCREEN"] }]);
  });

  it("lists two cameras that claim one participant as two participants", () => {
    const { call, result } = setUp();
    act(() => call.script.joins("TARO", camera("taro")));
    act(() => call.script.joins("MALLORY", camera("taro")));
    expect(result.current.map(({ id }) => id)).toEqual(["TARO", "MALLORY"]);
  });

  it("lists a peer as a participant of its own when it only claims a bundle or claims to be ours", () => {
    const { call, result } = setUp();
    act(() => call.script.joins("TARO", { bundleId: "TARO", ...camera("taro") }));
    act(() => call.script.joins("GHOST 1", { bundleId: "TARO", role: "sendonly" }));
    act(() => call.script.joins("GHOST 2", { bundleId: "SELF", role: "recvonly" }));
    act(() => call.script.joins("GHOST 3", screen("me")));
    act(() => call.script.joins("GHOST 4", camera("me")));
    expect(result.current.map(({ id }) => id)).toEqual(["TARO", "GHOST 1", "GHOST 2", "GHOST 3", "GHOST 4"]);
  });

  it("does not group a screen that also receives, or whose role is not known", () => {
    const { call, result } = setUp();
    act(() => call.script.joins("TARO", camera("taro")));
    act(() => call.script.joins("LISTENER", { ...screen("taro"), role: "sendrecv" }));
    act(() => call.script.joins("UNKNOWN", { ...screen("taro"), role: null }));
    expect(result.current.map(({ id }) => id)).toEqual(["TARO", "LISTENER", "UNKNOWN"]);
  });

  it("leaves out connections that this page opened, by connection id and identity key", () => {
    const { call, result } = setUp();
    call.addOwnConnection("OWN", { purpose: "screen", fingerprint: "aa" });
    act(() => call.script.joins("OWN", screen("me")));
    expect(result.current).toEqual([]);
    act(() => call.script.observed("OWN", { encryption: { status: "ready" }, fingerprint: "aa" }));
    expect(result.current).toEqual([]);
  });

  it("lists a peer that the server announces under one of our ids with another identity key", () => {
    const { call, result } = setUp();
    call.addOwnConnection("OWN", { purpose: "screen", fingerprint: "aa" });
    act(() => call.script.joins("OWN", screen("me")));
    act(() => call.script.observed("OWN", { encryption: { status: "ready" }, fingerprint: "bb" }));
    expect(result.current).toEqual([{ id: "OWN", connectionIds: ["OWN"] }]);
  });

  it("leaves out our own lost connection while the server still lists it", () => {
    const { call, result } = setUp();
    call.dispatch({ type: "self-fingerprint", fingerprint: "aa" });
    act(() => call.script.joins("TARO"));
    act(() => call.script.loses());
    act(() => call.dispatch({ type: "self-fingerprint", fingerprint: "bb" }));
    // The first attempt to come back failed.
    act(() => call.dispatch({ type: "connection-lost" }));
    const present = ["TARO", "SELF"];
    act(() => call.dispatch({ type: "self-connected", connectionId: "SELF 2", clientId: null, present }));
    for (const id of present) act(() => call.script.joins(id));
    act(() => call.script.observed("SELF", { encryption: { status: "ready" }, fingerprint: "aa" }));
    expect(result.current.map(({ id }) => id)).toEqual(["TARO"]);
  });

  it("renders when a participant joins or leaves, and not for other changes", () => {
    const { call, result, renders } = setUp();
    act(() => call.script.joins("CAMERA"));
    const [before, participants] = [renders(), result.current];
    act(() => call.script.observed("CAMERA", { encryption: { status: "encrypted" } }));
    act(() => call.script.changesKey("CAMERA"));
    expect(renders()).toBe(before);
    act(() => call.script.joins("HANAKO"));
    expect(result.current[0]).toBe(participants[0]);
  });
});
