import { act, render, renderHook, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { Meeting, useLocalMedia } from "react-sora-e2ee";
import { createTestCall, createTestMedia } from "react-sora-e2ee/testing";
import { describe, expect, it } from "vitest";
import { openDialogsInJsdom } from "./support/dialogs.ts";

const taro = "TARO0000000000000000000002";

describe("media of a peer in a test call, without MediaStream", () => {
  it("have a state for each kind, and turning one kind off does not change the other", () => {
    expect(typeof MediaStream).toBe("undefined");
    const call = createTestCall({ phase: "connected" });
    const sending = () => call.store.getState().peers[taro]?.sending;
    call.script.joins(taro);
    call.script.sends(taro, { audio: true, video: true });
    expect(sending()).toEqual({ audio: true, video: true });
    expect(
      call.store
        .getState()
        .peers[taro]?.stream?.getTracks()
        .map(({ kind }) => kind),
    ).toEqual(["audio", "video"]);
    call.script.turnsOff(taro, "audio");
    expect(sending()).toEqual({ audio: false, video: true });
    call.script.turnsOn(taro, "audio");
    call.script.stopsSending(taro, "video");
    expect(sending()).toEqual({ audio: true, video: false });
  });

  it("can be a single kind, and can be given with the state", () => {
    const sending = { audio: true, video: true };
    const call = createTestCall({ phase: "connected", peers: [{ connectionId: taro, sending }] });
    call.script.turnsOff(taro, "audio");
    expect(call.store.getState().peers[taro]?.sending).toEqual({ audio: false, video: true });
    call.script.joins("HANAKO");
    call.script.sends("HANAKO", { audio: true });
    expect(call.store.getState().peers.HANAKO?.sending).toEqual({ audio: true, video: false });
  });

  it("can be replaced for ourselves, too", async () => {
    const call = createTestCall({ phase: "connected" });
    const [track] =
      createTestMedia({ on: ["audio"] })
        .store.getState()
        .stream?.getTracks() ?? [];
    await call.replaceTrack("audio", track ?? null);
    expect(call.store.getState().self.stream?.getTracks()).toEqual([track]);
  });
});

describe("test media", () => {
  it("act in jsdom as devices act in a browser", async () => {
    const media = createTestMedia({ camera: "device-in-use" });
    const { result, unmount } = renderHook(() => useLocalMedia({ media }));
    await act(() => result.current.open());
    expect(result.current).toMatchObject({
      microphone: { status: "on" },
      camera: { status: "failed", error: { code: "device-in-use" }, lost: false },
    });
    expect(result.current.stream?.getTracks()).toHaveLength(1);
    act(() => media.script.answers("video", "works"));
    await act(() => result.current.turnOn("video"));
    act(() => media.script.mutes("audio"));
    expect(result.current).toMatchObject({ microphone: { status: "muted" }, camera: { status: "on" } });
    act(() => media.script.unmutes("audio"));
    act(() => media.script.loses("video"));
    expect(result.current).toMatchObject({
      microphone: { status: "on" },
      camera: { status: "failed", error: { code: "device-not-found" }, lost: true },
    });
    await act(() => result.current.choose("audio", "usb"));
    act(() => media.script.fallsBack("audio"));
    expect(result.current.microphone).toMatchObject({
      status: "on",
      deviceId: "usb",
      fallbackFor: "Test microphone",
    });
    await act(() => result.current.startScreen());
    expect(result.current.screen).not.toBeNull();
    act(() => result.current.stopScreen());
    unmount();
    await Promise.resolve();
    expect(media.store.getState().microphone.status, "a source of the app is the app's to close").toBe("on");
    media.close();
    expect(media.store.getState().stream).toBeNull();
  });

  it("can have kinds that are never opened", async () => {
    const media = createTestMedia({ camera: "unused" });
    await media.open();
    await media.turnOn("video");
    expect(media.kinds).toEqual(["audio"]);
    expect(media.store.getState().camera.status).toBe("unused");
  });
});

describe("<Meeting> over a test call", () => {
  it("goes from the lobby into the call and out again, in jsdom", async () => {
    openDialogsInJsdom();
    const call = createTestCall({ self: { connectionId: "SELF", encryption: { status: "protected" } } });
    const media = createTestMedia();
    render(<Meeting call={call} media={media} name="Jiro" />);
    await userEvent.click(await screen.findByRole("button", { name: "Join" }));
    await waitFor(() => expect(call.store.getState().phase).toBe("connected"));
    act(() => {
      call.script.joins(taro, { metadata: { name: "Taro" } });
      call.script.sends(taro, { audio: true, video: true });
      call.script.observed(taro, { encryption: { status: "encrypted" } });
    });
    const tile = () => screen.getByRole("article", { name: /^Taro/u });
    expect(tile()).toHaveAttribute("data-encryption", "encrypted");
    expect(within(tile()).queryByText("Microphone off")).toBeNull();
    act(() => call.script.turnsOff(taro, "audio"));
    expect(within(tile()).getByText("Microphone off")).toBeInTheDocument();

    const own = () => screen.getByRole("article", { name: /^Jiro/u });
    act(() => media.script.mutes("audio"));
    expect(within(own()).getByText("Microphone muted by the system")).toBeInTheDocument();
    act(() => media.script.unmutes("audio"));
    expect(within(own()).queryByText("Microphone muted by the system")).toBeNull();

    act(() => media.script.loses("video"));
    expect(screen.getByText(/^The camera was unplugged or taken away/u)).toBeInTheDocument();
    await userEvent.click(screen.getByRole("button", { name: "Leave" }));
    expect(await screen.findByText("You left the call.")).toBeInTheDocument();
    expect(media.store.getState().stream).toBeNull();
  });
});
