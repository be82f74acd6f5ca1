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

  it("says nothing before the first frame, and nothing any more five seconds after the last one", () => {
    expect(state(0)).toBe("silent");
    opened(0);
    expect(state(4_999)).toBe("opens");
    expect(state(5_000)).toBe("silent");
  });

  it("says nothing while the only frame was refused", () => {
    refused("auth-failed", 0);
    expect(state(0)).toBe("silent");
    expect(state(4_000)).toBe("silent");
  });

  describe("when nothing opens", () => {
    it.each([
      [499, "silent"],
      [500, "auth-failed"],
    ])("fails with two refusals that lie half a second apart (%i ms: %s)", (apart, expected) => {
      refused("auth-failed", 0, apart);
      expect(state(apart)).toBe(expected);
    });

    it("does not count an opened frame's earlier refusals", () => {
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
    ])("forgets a refusal after five silent seconds (%i ms: %s)", (apart, expected) => {
      refused("no-key", 0, apart);
      expect(state(apart)).toBe(expected);
    });
  });

  describe("when frames open in between", () => {
    const spoiled = (...at: number[]) => {
      for (const ms of at) {
        refused("malformed", ms);
        opened(ms);
      }
    };

    it.each([
      [499, "opens"],
      [500, "malformed"],
    ])("fails with three refusals over half a second (%i ms: %s)", (over, expected) => {
      spoiled(0, 250, over);
      expect(state(over)).toBe(expected);
    });

    it("does not fail with two refusals", () => {
      spoiled(0, 600);
      expect(state(600)).toBe("opens");
    });

    it.each([
      [999, "malformed"],
      [1_000, "opens"],
    ])("fails only while the last refusal is not a second old (%i ms: %s)", (later, expected) => {
      spoiled(0, 250, 500);
      opened(500 + later);
      expect(state(500 + later)).toBe(expected);
    });

    it.each([
      [2_499, "opens"],
      [2_500, "malformed"],
    ])("counts the half second anew after two seconds without a refusal (%i ms: %s)", (last, expected) => {
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

    it("has forgotten all refusals after a long time", () => {
      spoiled(0, 10, 20);
      opened(60_000);
      spoiled(60_100, 60_600);
      expect(state(60_600)).toBe("opens");
    });
  });

  describe("once it fails", () => {
    beforeEach(() => {
      refused("auth-failed", 0, 500);
      expect(state(500)).toBe("auth-failed");
    });

    it("goes on to fail until a frame opens, however long ago the last refusal was", () => {
      expect(state(4_000)).toBe("auth-failed");
      opened(4_000);
      expect(state(4_000)).toBe("opens");
    });

    it("recovers a second after the last refusal, not before", () => {
      opened(600);
      expect(state(1_499)).toBe("auth-failed");
      expect(state(1_500)).toBe("opens");
    });

    it("has nothing to say after five silent seconds, and one refusal does not make it fail again", () => {
      expect(state(5_499)).toBe("auth-failed");
      expect(state(5_500)).toBe("silent");
      refused("auth-failed", 5_600);
      expect(state(5_600)).toBe("silent");
    });
  });

  describe("the reason", () => {
    it("is the one that most of the last refusals have", () => {
      refused("auth-failed", 0, 100, 200);
      refused("malformed", 300, 600);
      expect(state(600)).toBe("auth-failed");
    });

    it("is the newest of those that are as frequent", () => {
      refused("auth-failed", 0, 100);
      refused("malformed", 300, 600);
      expect(state(600)).toBe("malformed");
      refused("auth-failed", 700);
      refused("replayed", 710, 720, 730);
      expect(state(730)).toBe("replayed");
    });

    it("stays when the refusals themselves are older than two seconds", () => {
      refused("wrong-sender", 0);
      refused("auth-failed", 500);
      expect(state(500)).toBe("auth-failed");
      expect(state(3_500)).toBe("auth-failed");
    });
  });
});
