import { createTestCall } from "react-sora-e2ee/testing";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createAudioLevels } from "../../../src/call/audio-levels.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const track = (id: string) => ({ id, kind: "audio" }) as MediaStreamTrack;

it("ignore the sound of a shared screen when they choose the active speaker", async () => {
  const { store } = createTestCall({
    phase: "connected",
    self: { connectionId: "SELF" },
    peers: [
      { connectionId: "BEN", audioTrack: track("of Ben") },
      {
        connectionId: "SCREEN",
        role: "sendonly",
        participant: { id: "p", purpose: "screen" },
        audioTrack: track("of the screen"),
      },
    ],
  });
  const loud = (trackIdentifier: string, audioLevel: number) =>
    [trackIdentifier, { type: "inbound-rtp", kind: "audio", trackIdentifier, audioLevel }] as const;
  const report = new Map([loud("of Ben", 0.2), loud("of the screen", 0.9)]) as unknown as RTCStatsReport;
  const levels = createAudioLevels(async () => report, store);
  const stop = levels.subscribe(() => undefined);
  await vi.advanceTimersByTimeAsync(5000);
  expect(levels.getLevel("SCREEN")).toBe(0.9);
  expect(levels.getActiveSpeaker()).toBe("BEN");
  stop();
});
