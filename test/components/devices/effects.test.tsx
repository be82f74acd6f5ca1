import { act, fireEvent, renderHook, screen, waitFor } from "@testing-library/react";
import { type MediaEffect, useMediaEffects } from "react-sora-e2ee";
import { createTestMedia } from "react-sora-e2ee/testing";
import { afterEach, describe, expect, it } from "vitest";
import { openMeeting, press, setUpMeetings } from "../support/meeting.tsx";

setUpMeetings();
afterEach(() => localStorage.clear());

const blur = (track: MediaStreamTrack) => track.clone();
const effects: readonly MediaEffect[] = [
  { id: "blur", name: "Blur", camera: blur },
  { id: "robot", name: "Robot", camera: blur, microphone: (track) => track.clone() },
  { id: "film", name: "Film", camera: blur, unavailable: "Not in this browser." },
];

describe("useMediaEffects", () => {
  it("lists each effect with the devices that it is for, and gives the functions of those that are on", () => {
    const { result } = renderHook(() => useMediaEffects(effects));
    expect(result.current.camera.effects.map(({ id }) => id)).toEqual(["blur", "robot", "film"]);
    expect(result.current.microphone.effects.map(({ id }) => id)).toEqual(["robot"]);
    expect(result.current.processors).toEqual({ camera: null, microphone: null });
    act(() => result.current.camera.choose("blur"));
    expect(result.current.camera.chosen).toBe("blur");
    expect(result.current.processors).toEqual({ camera: blur, microphone: null });
    act(() => result.current.camera.choose(null));
    expect(result.current.processors.camera).toBeNull();
  });

  it("finds the choices of the last visit, and keeps none that is gone or cannot run here", () => {
    const first = renderHook(() => useMediaEffects(effects, { remember: "effects" }));
    act(() => first.result.current.camera.choose("blur"));
    act(() => first.result.current.microphone.choose("robot"));
    const next = renderHook(
      (known: readonly MediaEffect[]) => useMediaEffects(known, { remember: "effects" }),
      { initialProps: effects },
    );
    expect(next.result.current).toMatchObject({
      camera: { chosen: "blur" },
      microphone: { chosen: "robot" },
    });
    next.rerender(effects.filter(({ id }) => id !== "blur"));
    expect(next.result.current).toMatchObject({ camera: { chosen: null }, processors: { camera: null } });
    act(() => next.result.current.camera.choose("film"));
    expect(next.result.current.camera.chosen).toBeNull();
  });
});

describe("effects of a <Meeting>", () => {
  const radio = (name: string) => screen.getByRole("radio", { name });

  it("are chosen in the lobby, kept in the call's menus, and swapped there", async () => {
    const media = createTestMedia({ microphone: "unused" });
    const { connected } = await openMeeting({ media, effects });
    const camera = () => media.store.getState().camera;
    await act(async () => void fireEvent.click(radio("Blur")));
    await waitFor(() => expect(camera()).toMatchObject({ processor: { status: "on" } }));
    const before = media.store.getState().stream;
    await press("Join");
    await connected();
    await press("Choose camera");
    expect(radio("Blur")).toBeChecked();
    await act(async () => void fireEvent.click(radio("None")));
    expect(camera()).not.toHaveProperty("processor");
    expect(media.store.getState().stream).not.toBe(before);
  });

  it("tell the person when an effect fails, and that the others see them without it", async () => {
    const media = createTestMedia({ microphone: "unused", on: ["video"] });
    const broken = { id: "broken", name: "Broken", camera: () => Promise.reject(new Error("no model")) };
    const { connected } = await openMeeting({ media, effects: [broken], autoJoin: true });
    await connected();
    await press("Choose camera");
    await act(async () => void fireEvent.click(radio("Broken")));
    const told = () => screen.getAllByText(/The effect of the camera does not work/u);
    await waitFor(() => expect(told()).toHaveLength(2));
    expect(media.store.getState().camera).toMatchObject({ status: "on" });
  });

  it("are not in the way where there are none, and `processors` are always on", async () => {
    const media = createTestMedia({ microphone: "unused" });
    await openMeeting({ media, processors: { camera: blur } });
    await waitFor(() => expect(media.store.getState().camera).toMatchObject({ processor: { status: "on" } }));
    expect(screen.queryByRole("radio")).toBeNull();
  });
});
