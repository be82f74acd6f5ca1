import { act, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { openMeeting, press, setUpMeetings } from "../support/meeting.tsx";
import { settle } from "../support/set-up-hook.ts";

setUpMeetings();

let frame: HTMLIFrameElement;
beforeEach(() => {
  frame = document.createElement("iframe");
  document.body.append(frame);
});
afterEach(() => {
  frame.remove();
  document.documentElement.removeAttribute("data-theme");
  document.head.replaceChildren();
});

/** An iframe in place of the small window. It fires an event when it closes, as a window does. */
function smallWindow(): Window & { close(): void } {
  const opened = frame.contentWindow as Window;
  opened.close = () => opened.dispatchEvent(new Event("pagehide"));
  return opened;
}

async function openCall() {
  const opened = smallWindow();
  vi.stubGlobal("documentPictureInPicture", { requestWindow: async () => opened });
  const meeting = await openMeeting({ autoJoin: true, name: "Ann" });
  await act(() => settle());
  await meeting.connected();
  await meeting.joins("BEN", "Ben");
  return { ...meeting, small: within(opened.document.body), body: opened.document };
}

const openSmall = async () => {
  await press("More");
  await press("Small window");
  await act(() => settle());
};

describe("a meeting's small window", () => {
  it("shows the speaker's tile and working controls, in the language and theme of the page", async () => {
    document.documentElement.lang = "en";
    document.documentElement.dataset.theme = "dark";
    document.head.insertAdjacentHTML("beforeend", "<style>.sora-tile { color: red; }</style>");
    const { small, body, call } = await openCall();
    await openSmall();
    expect(body.documentElement).toHaveAttribute("lang", "en");
    expect(body.documentElement).toHaveAttribute("data-theme", "dark");
    expect(body.head.querySelector("style")).toHaveTextContent("color: red");
    expect(body.querySelector("[data-sora-tile]")).toHaveAttribute("data-sora-tile", "BEN");
    expect(body.querySelector("video")).toHaveProperty("muted", true);
    document.documentElement.dataset.theme = "light";
    await act(() => settle());
    expect(body.documentElement).toHaveAttribute("data-theme", "light");
    await userEvent.click(small.getByRole("button", { name: "Leave" }));
    expect(call().store.getState().ending).toEqual({ reason: "left" });
  });

  it("returns to the page when it is closed, and can be opened again", async () => {
    const { body } = await openCall();
    await openSmall();
    await act(async () => body.defaultView?.close());
    expect(body.querySelector("[data-sora-tile]")).toBeNull();
    await press("More");
    expect(screen.getByRole("button", { name: "Small window" })).toHaveAttribute("aria-pressed", "false");
    await press("Small window");
    await act(() => settle());
    expect(body.querySelector("[data-sora-tile]")).not.toBeNull();
  });

  it("closes when the meeting unmounts", async () => {
    const { unmount, body } = await openCall();
    await openSmall();
    const closed = vi.fn();
    body.defaultView?.addEventListener("pagehide", closed);
    unmount();
    expect(closed).toHaveBeenCalledOnce();
  });

  it("has no button when the browser supports neither kind of small window", async () => {
    const { connected } = await openMeeting({ autoJoin: true });
    await connected();
    await press("More");
    expect(screen.queryByRole("button", { name: "Small window" })).toBeNull();
  });
});
