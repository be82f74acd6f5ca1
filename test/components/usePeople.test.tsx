import { act, renderHook } from "@testing-library/react";
import { usePeople } from "react-sora-e2ee";
import { createTestCall } from "react-sora-e2ee/testing";
import { describe, expect, it } from "vitest";

function setUp() {
  const call = createTestCall({ phase: "connected", self: { connectionId: "SELF", bundleId: "me" } });
  let renders = 0;
  const { result } = renderHook(() => {
    renders += 1;
    return usePeople(call);
  });
  return { call, result, renders: () => renders };
}

describe("usePeople", () => {
  it("shows somebody with a screen beside the camera as one person with two connections", () => {
    const { call, result } = setUp();
    act(() => call.script.joins("SCREEN", { bundleId: "taro", role: "sendonly" }));
    act(() => call.script.joins("HANAKO"));
    act(() => call.script.joins("CAMERA", { bundleId: "taro" }));
    expect(result.current).toEqual([
      { id: "HANAKO", connectionIds: ["HANAKO"] },
      { id: "taro", connectionIds: ["CAMERA", "SCREEN"] },
    ]);
    act(() => call.script.leaves("SCREEN"));
    expect(result.current[1]).toEqual({ id: "taro", connectionIds: ["CAMERA"] });
  });

  it("leaves out one's own second connection, with a bundle id and without", () => {
    const { call, result } = setUp();
    act(() => call.script.joins("OWN SCREEN", { bundleId: "me", role: "sendonly" }));
    act(() => call.script.joins("OWN SCREEN 2", { bundleId: "SELF", role: "sendonly" }));
    expect(result.current).toEqual([]);
  });

  it("renders when somebody comes or goes, and not for what they do", () => {
    const { call, result, renders } = setUp();
    act(() => call.script.joins("CAMERA"));
    const [before, people] = [renders(), result.current];
    act(() => call.script.observed("CAMERA", { encryption: { status: "encrypted" } }));
    act(() => call.script.changesKey("CAMERA"));
    expect(renders()).toBe(before);
    act(() => call.script.joins("HANAKO"));
    expect(result.current[0]).toBe(people[0]);
  });
});
