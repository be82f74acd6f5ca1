import { describe, expect, it } from "vitest";
import {
  type MediaSample,
  observeMedia,
  recentMs,
  withSample,
} from "../../../src/components/tile/media-observation.ts";
import { frameFailures } from "../../../src/status.ts";
import { receiver } from "../support/receivers.ts";

const video = (opened: number, refused = {}, waiting = 0) => [
  receiver("video", { opened, refused, waiting }),
];

describe("observeMedia with one sample", () => {
  it("reports no video when there is none to receive", () => {
    expect(observeMedia("audio", null, video(5))).toBeNull();
  });

  it("describes all frames so far, because their times are not known", () => {
    expect(observeMedia("video", null, video(0))).toEqual({ state: "never" });
    expect(observeMedia("video", null, video(9))).toEqual({ state: "opened" });
    expect(observeMedia("video", null, video(0, { "no-key": 3 }))).toEqual({
      state: "failed",
      why: "no-key",
    });
    expect(observeMedia("video", null, video(9, { "no-key": 3 }))).toEqual({
      state: "partly-so-far",
      why: "no-key",
    });
    expect(observeMedia("video", null, video(0, {}, 4))).toEqual({ state: "waiting" });
  });
});

describe("observeMedia with two samples", () => {
  const before = video(100, { "no-key": 50 });

  it("describes only the frames since the first sample", () => {
    expect(observeMedia("video", before, before)).toEqual({ state: "quiet" });
    expect(observeMedia("video", before, video(130, { "no-key": 50 }))).toEqual({ state: "opens" });
    expect(observeMedia("video", before, video(130, { "no-key": 51 }))).toEqual({
      state: "partly",
      why: "no-key",
    });
    expect(observeMedia("video", before, video(100, { "no-key": 50 }, 7))).toEqual({ state: "waiting" });
  });

  it.each(frameFailures)("names the most frequent reason of refused frames: %s", (why) => {
    const others = Object.fromEntries(
      frameFailures.filter((other) => other !== why).map((other) => [other, 1]),
    );
    expect(observeMedia("video", video(100), video(100, { ...others, [why]: 2 }))).toEqual({
      state: "fails",
      why,
    });
  });

  it("separates audio from video", () => {
    const both = (audio: number, refused: number) => [
      receiver("audio", { opened: audio }),
      receiver("video", { refused: { "no-key": refused } }),
    ];
    expect(observeMedia("audio", both(10, 10), both(20, 20))).toEqual({ state: "opens" });
    expect(observeMedia("video", both(10, 10), both(20, 20))).toEqual({ state: "fails", why: "no-key" });
  });
});

describe("withSample", () => {
  const at = (ms: number): MediaSample => ({ at: ms, receivers: video(ms) });

  it("keeps samples of the last seconds only", () => {
    let samples: readonly MediaSample[] = [];
    for (let ms = 0; ms <= 60_000; ms += 500) samples = withSample(samples, at(ms));
    expect(samples[0]?.at).toBe(60_000 - recentMs);
    expect(samples.at(-1)?.at).toBe(60_000);
  });

  it("keeps the sample before a pause", () => {
    const samples = [at(0), at(60_000)].reduce(withSample, [] as readonly MediaSample[]);
    expect(samples.map((sample) => sample.at)).toEqual([0, 60_000]);
  });

  it("does not compare the counts of two different peers", () => {
    const other = { at: 500, receivers: [receiver("video", { opened: 900 }, 77)] };
    expect(withSample([at(0)], other)).toEqual([other]);
  });

  it("counts a repeated sample once", () => {
    const first = [at(0)];
    expect(withSample(first, { at: 1, receivers: first[0]!.receivers })).toBe(first);
  });
});
