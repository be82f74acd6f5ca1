import { act, fireEvent, render, waitFor } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { AudioSink, type AudioSinkProps } from "../../../src/components/tile/AudioSink.tsx";
import { fakePlay, fakeSpeakers } from "../support/fake-play.ts";

const { play, state } = fakePlay();
const speakers = fakeSpeakers();

const stream = new EventTarget() as MediaStream;
const sound: AudioSinkProps = { stream, encryption: { status: "encrypted" } };

function listen(props: AudioSinkProps) {
  const { container, rerender, unmount } = render(<AudioSink {...props} />);
  const audio = container.querySelector("audio") as HTMLAudioElement;
  return { audio, rerender, unmount };
}

describe("AudioSink", () => {
  it("plays a stream's sound in a hidden element, and releases it", () => {
    const { audio, unmount } = listen(sound);
    expect(audio.srcObject).toBe(stream);
    expect(play).toHaveBeenCalled();
    expect(audio.muted).toBe(false);
    expect(audio).not.toHaveAttribute("controls");
    unmount();
    expect(audio.srcObject).toBeNull();
  });

  it("is silent for a peer without encryption, also when encryption stops during the call", () => {
    const { audio, rerender } = listen({ ...sound, encryption: { status: "unprotected" } });
    expect(audio.srcObject ?? null).toBeNull();
    expect(play).not.toHaveBeenCalled();
    rerender(<AudioSink {...sound} />);
    expect(audio.srcObject).toBe(stream);
    rerender(<AudioSink {...sound} encryption={{ status: "unprotected" }} />);
    expect(audio.srcObject).toBeNull();
  });

  it("takes a volume and a speaker device, and can be muted", async () => {
    const { audio, rerender } = listen({ ...sound, volume: 0.5, sinkId: "desk", muted: true });
    expect(audio.volume).toBe(0.5);
    expect(audio.muted).toBe(true);
    rerender(<AudioSink {...sound} sinkId="gone" />);
    expect(audio.muted).toBe(false);
    await waitFor(() => expect(speakers).toEqual(["desk", "gone", ""]));
  });

  it("reports that the browser blocked the sound, and that a click started it", async () => {
    state.refusesSound = true;
    const told: string[] = [];
    const { audio } = listen({
      ...sound,
      onBlocked: () => told.push("blocked"),
      onUnblocked: () => told.push("unblocked"),
    });
    await waitFor(() => expect(told).toEqual(["blocked"]));
    state.refusesSound = false;
    fireEvent.click(document.body);
    await waitFor(() => expect(told).toEqual(["blocked", "unblocked"]));
    expect(audio.muted).toBe(false);
  });

  it("withdraws its report on unmount", async () => {
    state.refusesSound = true;
    const onUnblocked = vi.fn();
    const onBlocked = vi.fn();
    const { unmount } = listen({ ...sound, onBlocked, onUnblocked });
    await waitFor(() => expect(onBlocked).toHaveBeenCalledOnce());
    unmount();
    expect(onUnblocked).toHaveBeenCalledOnce();
    play.mockClear();
    fireEvent.click(document.body);
    expect(play).not.toHaveBeenCalled();
  });

  it("reports nothing when sound is allowed, or when the stream changed before it played", async () => {
    const onBlocked = vi.fn();
    play.mockRejectedValueOnce(new DOMException("Another one came.", "AbortError"));
    listen({ ...sound, onBlocked });
    await act(async () => undefined);
    expect(onBlocked).not.toHaveBeenCalled();
  });
});
