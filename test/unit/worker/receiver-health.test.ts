import { beforeEach, describe, expect, it } from "vitest";
import { ReceiverHealth } from "../../../src/e2ee/worker/receiver-health.ts";
import type { FrameFailure } from "../../../src/status.ts";

/** The beginning of one of the quarters of a second in which refusals are counted. */
const start = 1_000_000;

describe("the health of a receiver", () => {
  let health: ReceiverHealth;
  const opened = (...at: number[]) => {
    for (const ms of at) health.opened(start + ms);
  };
  const refused = (reason: FrameFailure, ...at: number[]) => {
    for (const ms of at) health.refused(reason, start + ms);
  };
  const state = (at: number) => health.state(start + at);

  beforeEach(() => {
    health = new ReceiverHealth();
  });

  it("is unknown before the first frame, and from five seconds after the last one", () => {
    expect(state(0)).toBe("silent");
    opened(0);
    expect(state(4_999)).toBe("opens");
    expect(state(5_000)).toBe("silent");
  });

  it("is unknown while the only frame was refused", () => {
    refused("auth-failed", 0);
    expect(state(0)).toBe("silent");
    expect(state(4_000)).toBe("silent");
  });

  describe("without decrypted frames", () => {
    it.each([
      [499, "silent"],
      [500, "auth-failed"],
    ])("fails after two refusals at least half a second apart (%i ms: %s)", (apart, expected) => {
      refused("auth-failed", 0, apart);
      expect(state(apart)).toBe(expected);
    });

    it("ignores refusals before a decrypted frame", () => {
      refused("auth-failed", 0);
      opened(300);
      refused("auth-failed", 600);
      expect(state(600)).toBe("opens");
      refused("auth-failed", 1_100);
      expect(state(1_100)).toBe("auth-failed");
    });

    it.each([
      [4_999, "no-key"],
      [5_000, "silent"],
    ])("ignores a refusal after five seconds without frames (%i ms: %s)", (apart, expected) => {
      refused("no-key", 0, apart);
      expect(state(apart)).toBe(expected);
    });
  });

  describe("with decrypted frames in between", () => {
    const spoiled = (...at: number[]) => {
      for (const ms of at) {
        refused("malformed", ms);
        opened(ms);
      }
    };

    it.each([
      [499, "opens"],
      [500, "malformed"],
    ])("fails after three refusals within half a second (%i ms: %s)", (over, expected) => {
      spoiled(0, 250, over);
      expect(state(over)).toBe(expected);
    });

    it("does not fail after two refusals", () => {
      spoiled(0, 600);
      expect(state(600)).toBe("opens");
    });

    it.each([
      [999, "malformed"],
      [1_000, "opens"],
    ])("fails only while the last refusal is less than a second old (%i ms: %s)", (later, expected) => {
      spoiled(0, 250, 500);
      opened(500 + later);
      expect(state(500 + later)).toBe(expected);
    });

    it.each([
      [2_499, "opens"],
      [2_500, "malformed"],
    ])("restarts the half second after two seconds without a refusal (%i ms: %s)", (last, expected) => {
      spoiled(0, 2_000, 2_250, last);
      expect(state(last)).toBe(expected);
    });

    it.each([
      [1_990, "malformed"],
      [2_010, "opens"],
    ])("counts the refusals of the last two seconds (%i ms: %s)", (last, expected) => {
      spoiled(0, 10, 20, last);
      expect(state(last)).toBe(expected);
    });

    it("ignores all refusals after a long time", () => {
      spoiled(0, 10, 20);
      opened(60_000);
      spoiled(60_100, 60_600);
      expect(state(60_600)).toBe("opens");
    });
  });

  describe("after a failure", () => {
    beforeEach(() => {
      refused("auth-failed", 0, 500);
      expect(state(500)).toBe("auth-failed");
    });

    it("keeps failing until a frame is decrypted, at any time after the last refusal", () => {
      expect(state(4_000)).toBe("auth-failed");
      opened(4_000);
      expect(state(4_000)).toBe("opens");
    });

    it("recovers a second after the last refusal, and not earlier", () => {
      opened(600);
      expect(state(1_499)).toBe("auth-failed");
      expect(state(1_500)).toBe("opens");
    });

    it("is unknown after five seconds without frames, and one refusal does not make it fail again", () => {
      expect(state(5_499)).toBe("auth-failed");
      expect(state(5_500)).toBe("silent");
      refused("auth-failed", 5_600);
      expect(state(5_600)).toBe("silent");
    });
  });

  describe("the reason of a failure", () => {
    it("is the most frequent one of the last refusals", () => {
      refused("auth-failed", 0, 100, 200);
      refused("malformed", 300, 600);
      expect(state(600)).toBe("auth-failed");
    });

    it("is the newest of equally frequent ones", () => {
      refused("auth-failed", 0, 100);
      refused("malformed", 300, 600);
      expect(state(600)).toBe("malformed");
      refused("auth-failed", 700);
      refused("replayed", 710, 720, 730);
      expect(state(730)).toBe("replayed");
    });

    it("is kept when the refusals are older than two seconds", () => {
      refused("wrong-sender", 0);
      refused("auth-failed", 500);
      expect(state(500)).toBe("auth-failed");
      expect(state(3_500)).toBe("auth-failed");
    });
  });
});
