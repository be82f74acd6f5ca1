import { createTestCall } from "react-sora-e2ee/testing";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createAudioLevels } from "../../../src/call/audio-levels.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const track = (id: string) => ({ id, kind: "audio" }) as MediaStreamTrack;
let place = 0;
const loud = (trackIdentifier: string, audioLevel: number) =>
  [`${place++}`, { type: "inbound-rtp", kind: "audio", trackIdentifier, audioLevel }] as const;

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
  const report = new Map([loud("of Ben", 0.2), loud("of the screen", 0.9)]) as unknown as RTCStatsReport;
  const levels = createAudioLevels(async () => report, store);
  const stop = levels.subscribe(() => undefined);
  await vi.advanceTimersByTimeAsync(5000);
  expect(levels.getLevel("SCREEN")).toBe(0.9);
  expect(levels.getActiveSpeaker()).toBe("BEN");
  stop();
});

it("show nobody as speaking while two tracks have the same id, which the server chooses", async () => {
  const { store } = createTestCall({
    phase: "connected",
    self: { connectionId: "SELF" },
    peers: [
      { connectionId: "BEN", audioTrack: track("same") },
      { connectionId: "CHO", audioTrack: track("same") },
      { connectionId: "DAN", audioTrack: track("of Dan") },
    ],
  });
  const report = new Map([loud("same", 0.9), loud("same", 0), loud("of Dan", 0.1), loud("same", 0.8)]);
  const levels = createAudioLevels(async () => report as unknown as RTCStatsReport, store);
  const stop = levels.subscribe(() => undefined);
  await vi.advanceTimersByTimeAsync(5000);
  expect(["BEN", "CHO", "DAN"].map((id) => levels.getLevel(id))).toEqual([0, 0, 0.1]);
  expect(levels.getActiveSpeaker()).toBe("DAN");
  stop();
});
