import { act, cleanup, render, renderHook, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { MutedSpeakingNotice, SpeakerTest, useSpeakingWhileMuted } from "react-sora-e2ee";
import { afterEach, describe, expect, it, vi } from "vitest";
import { fakeDevices } from "../support/fake-devices.ts";
import { settle } from "../support/set-up-hook.ts";

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const off = { microphone: { status: "off", deviceId: null } } as const;
const on = { microphone: { status: "on", deviceId: null, track: {} as MediaStreamTrack } } as const;

async function open(enabled = true) {
  const devices = fakeDevices();
  let level: (level: number) => void = () => undefined;
  const measure = () => (onLevel: (level: number) => void) => {
    level = onLevel;
    return () => undefined;
  };
  const hook = renderHook(
    ({ media, listen }: { media: typeof off | typeof on; listen: boolean }) =>
      useSpeakingWhileMuted(media, { enabled: listen, measure }),
    { initialProps: { media: off, listen: enabled } as { media: typeof off | typeof on; listen: boolean } },
  );
  await act(() => settle());
  const hears = (now: number, times: number) =>
    act(() => {
      for (let count = 0; count < times; count += 1) level(now);
    });
  return { ...hook, devices, hears };
}

describe("useSpeakingWhileMuted", () => {
  it("reports speech after four loud measurements in a row, and silence after twenty quiet ones", async () => {
    const { result, hears } = await open();
    hears(0.3, 3);
    hears(0, 1);
    hears(0.3, 3);
    expect(result.current, "a cough is no speech").toBe(false);
    hears(0.3, 1);
    expect(result.current).toBe(true);
    hears(0, 19);
    expect(result.current).toBe(true);
    hears(0, 1);
    expect(result.current).toBe(false);
  });

  it("releases the microphone when the person unmutes, and when the hook is disabled", async () => {
    const { devices, rerender, result, hears } = await open();
    expect(devices.live()).toHaveLength(1);
    hears(0.3, 4);
    rerender({ media: on, listen: true });
    expect(devices.live()).toHaveLength(0);
    expect(result.current).toBe(false);
    rerender({ media: off, listen: true });
    await act(() => settle());
    expect(devices.live()).toHaveLength(1);
    rerender({ media: off, listen: false });
    expect(devices.live()).toHaveLength(0);
  });

  it("opens no microphone unless it is enabled", async () => {
    const { devices } = await open(false);
    expect(devices.asked).toEqual([]);
  });

  it("releases a microphone that opens after the unmount", async () => {
    const devices = fakeDevices();
    const { unmount } = renderHook(() => useSpeakingWhileMuted(off, { enabled: true }));
    unmount();
    await act(() => settle());
    expect(devices.live()).toHaveLength(0);
  });
});

describe("MutedSpeakingNotice", () => {
  it("is read out, and has a button that unmutes", async () => {
    const onUnmute = vi.fn();
    const { rerender } = render(<MutedSpeakingNotice speaking={false} onUnmute={onUnmute} />);
    expect(screen.getByRole("status")).toBeEmptyDOMElement();
    rerender(<MutedSpeakingNotice speaking onUnmute={onUnmute} />);
    expect(screen.getByRole("status")).toHaveTextContent("You are speaking while muted.");
    await userEvent.click(screen.getByRole("button", { name: "Unmute" }));
    expect(onUnmute).toHaveBeenCalledOnce();
  });

  it("leaves the focus at the surrounding part when it disappears after a press", async () => {
    const notice = (speaking: boolean) => (
      <section tabIndex={-1} aria-label="Call">
        <MutedSpeakingNotice speaking={speaking} onUnmute={() => undefined} />
      </section>
    );
    const { rerender } = render(notice(true));
    screen.getByRole("button", { name: "Unmute" }).focus();
    rerender(notice(false));
    expect(screen.getByRole("region", { name: "Call" })).toHaveFocus();
  });
});

describe("SpeakerTest", () => {
  it("plays one sound at a time, and then says what to do if nothing was heard", async () => {
    let end: () => void = () => undefined;
    const onPlay = vi.fn(
      () =>
        new Promise<void>((resolve) => {
          end = resolve;
        }),
    );
    render(<SpeakerTest onPlay={onPlay} />);
    await userEvent.click(screen.getByRole("button", { name: "Play a test sound" }));
    await userEvent.click(screen.getByRole("button", { name: "Playing…" }));
    expect(onPlay).toHaveBeenCalledOnce();
    await act(async () => end());
    expect(screen.getByRole("status")).toHaveTextContent("choose another speaker");
  });

  it("reports that the sound could not be played", async () => {
    render(<SpeakerTest onPlay={() => Promise.reject(new Error("no speaker"))} />);
    await userEvent.click(screen.getByRole("button"));
    expect(screen.getByRole("status")).toHaveTextContent("could not be played");
  });
});
