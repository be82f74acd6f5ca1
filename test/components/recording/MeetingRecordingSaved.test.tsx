import { act, cleanup, render, screen } from "@testing-library/react";
import { en, I18nProvider, ja } from "react-sora-e2ee";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createStore } from "zustand/vanilla";
import { MeetingRecordingSaved } from "../../../src/meeting/MeetingRecordingSaved.tsx";
import { noRecording as own } from "../../../src/recording/own-recording.ts";
import type { Recording, RecordingState } from "../../../src/recording/types.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const file = { name: "weekly.webm", mimeType: "video/webm", bytes: 10, duration: 1, blob: null };

it.each([
  ["en", en, "Recording saved: weekly.webm"],
  ["ja", ja, "録画を保存しました：weekly.webm"],
] as const)(
  "says in %s for ten seconds that a recording was saved, also to screen readers",
  async (locale, messages, text) => {
    const store = createStore<RecordingState>(() => ({ own, others: [] }));
    render(
      <I18nProvider {...{ locale, messages }}>
        <MeetingRecordingSaved recording={{ store } as unknown as Recording} />
      </I18nProvider>,
    );
    const notice = screen.getByRole("status");
    expect(notice).toBeEmptyDOMElement();
    act(() => store.setState({ own: { ...own, file } }));
    expect(notice).toHaveTextContent(text);
    act(() => vi.advanceTimersByTime(9_999));
    expect(notice).toHaveTextContent(text);
    act(() => vi.advanceTimersByTime(1));
    expect(notice).toBeEmptyDOMElement();
    act(() => store.setState({ own: { ...own, file: { ...file } } }));
    expect(notice).toHaveTextContent(text);
  },
);
