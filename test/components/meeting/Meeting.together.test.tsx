import { act, fireEvent, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { fakeDevices } from "../support/fake-devices.ts";
import { withForbiddenStorage } from "../support/forbidden-storage.ts";
import { openMeeting, press, setUpMeetings } from "../support/meeting.tsx";
import { settle } from "../support/set-up-hook.ts";

setUpMeetings();
beforeEach(() => localStorage.clear());
afterEach(() => localStorage.clear());

async function openCall(props: Parameters<typeof openMeeting>[0] = {}) {
  const meeting = await openMeeting({ autoJoin: true, name: "Ann", ...props });
  await act(() => settle());
  await meeting.connected();
  await meeting.joins("BEN", "Ben");
  return meeting;
}

const says = ({ call }: Awaited<ReturnType<typeof openMeeting>>, from: string, message: unknown) =>
  act(async () =>
    call().receives("sealed", {
      label: "#reactions",
      from,
      signedBy: "identity",
      addressed: false,
      data: new TextEncoder().encode(JSON.stringify(message)),
    }),
  );
const tile = (id: string) => document.querySelector<HTMLElement>(`[data-sora-tile="${id}"]`);

describe("Meeting", () => {
  it("shows and announces a peer's raised hand and reaction, which travel over a sealed label of their own", async () => {
    const meeting = await openCall({ reactions: true });
    expect(meeting.call().options.sealedMessages).toEqual(["#reactions"]);
    await says(meeting, "BEN", { hand: true, reaction: "clap" });
    expect(tile("BEN")).toHaveTextContent("Hand raised, number 1");
    expect(tile("BEN")?.querySelector("[data-reaction=clap]")).not.toBeNull();
    expect(tile("SELF")).not.toHaveTextContent("Hand raised");
    expect(screen.getByText(/Ben.* raised a hand\..*Ben.*: Applause\./u)).toBeInTheDocument();
    await press("React");
    await press("Raise hand");
    expect(tile("SELF")).toHaveTextContent("Hand raised, number 2");
    await press("People");
    const rows = within(screen.getByRole("region", { name: "People" })).getAllByRole("listitem");
    expect(rows.map((row) => /number \d/u.exec(row.textContent ?? "")?.[0])).toEqual([
      "number 2",
      "number 1",
    ]);
    // Other requests may come in between: on a busy machine, the request from the start is repeated.
    expect(meeting.call().sent).toContainEqual(
      expect.objectContaining({ label: "#reactions", sealed: true, data: '{"hand":true}' }),
    );
  });

  it("advises to turn the camera off when the own upload is too weak, and does it when asked to", async () => {
    const meeting = await openCall();
    await press("Start camera");
    await act(() => settle());
    expect(tile("SELF")).not.toHaveAttribute("data-camera-off");
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      await act(async () => meeting.call().script.measures({ uplink: "poor" }));
      act(() => void vi.advanceTimersByTime(9_999));
      expect(screen.queryByText(/too weak for video/u)).toBeNull();
      act(() => void vi.advanceTimersByTime(1));
      expect(screen.getByText(/too weak for video/u)).toBeInTheDocument();
    } finally {
      vi.useRealTimers();
    }
    await press("Turn camera off");
    await act(() => settle());
    expect(tile("SELF")).toHaveAttribute("data-camera-off");
    expect(screen.queryByText(/too weak for video/u)).toBeNull();
  });

  it("has no reactions and no label for them unless the app asks for them", async () => {
    const { call } = await openCall();
    expect(call().options.sealedMessages).toEqual([]);
    expect(screen.queryByRole("button", { name: "React" })).toBeNull();
  });

  it("works in a sandboxed frame, where even a look at localStorage throws", async () => {
    await withForbiddenStorage(async () => {
      await openCall({ remember: "devices" });
      expect(tile("BEN")).toBeInTheDocument();
    });
  });

  it("remembers the layout for the next visit", async () => {
    const { unmount } = await openCall({ remember: "devices" });
    await press("More");
    await press("Sidebar");
    unmount();
    await openCall({ remember: "devices" });
    await press("More");
    expect(screen.getByRole("button", { name: "Sidebar" })).toHaveAttribute("aria-pressed", "true");
  });

  it("opens a microphone that is off to notice speech only while others are in the call", async () => {
    const devices = fakeDevices();
    const meeting = await openMeeting({ autoJoin: true, name: "Ann", speakingWhileMuted: true });
    await act(() => settle());
    await meeting.connected();
    await act(() => settle());
    expect(devices.live()).toEqual([]);
    await meeting.joins("BEN", "Ben");
    await vi.waitFor(() => expect(devices.live().map(({ kind }) => kind)).toEqual(["audio"]));
    await act(async () => meeting.call().script.leaves("BEN"));
    expect(devices.live()).toEqual([]);
  });

  it("asks for confirmation before the shortcut key leaves the call", async () => {
    const { call } = await openCall();
    await userEvent.keyboard("q");
    expect(call().store.getState().ending).toBeNull();
    const dialog = screen.getByRole("dialog", { name: "Leave the call?" });
    await act(async () => {
      fireEvent.click(within(dialog).getByRole("button", { name: "Leave" }));
    });
    expect(call().store.getState().ending).toEqual({ reason: "left" });
  });

  it("mutes and unmutes with m, and opens the chat with c, but not while the person types in it", async () => {
    await openCall({ chat: true });
    const before = screen
      .getByRole("button", { name: /^(Mute|Unmute) microphone$/u })
      .getAttribute("aria-label");
    await userEvent.keyboard("m");
    await act(() => settle());
    const after = screen
      .getByRole("button", { name: /^(Mute|Unmute) microphone$/u })
      .getAttribute("aria-label");
    expect(after).not.toBe(before);
    await userEvent.keyboard("c");
    const line = screen.getByLabelText("Your message");
    await userEvent.type(line, "cmq");
    expect(line).toHaveValue("cmq");
    expect(screen.queryByRole("dialog")).toBeNull();
    expect(screen.getByRole("region", { name: "Chat" })).toBeInTheDocument();
  });

  it("keeps shortcuts off once a person turned them off in the help", async () => {
    const { unmount } = await openCall({ remember: "devices" });
    await userEvent.keyboard("?");
    const help = screen.getByRole("dialog", { name: "Keyboard shortcuts" });
    await userEvent.click(within(help).getByRole("checkbox"));
    unmount();
    await openCall({ remember: "devices" });
    await userEvent.keyboard("?");
    expect(screen.queryByRole("dialog", { name: "Keyboard shortcuts" })).toBeNull();
    await press("More");
    await press("Keyboard shortcuts");
    expect(screen.getByRole("dialog", { name: "Keyboard shortcuts" })).toBeInTheDocument();
  });
});
