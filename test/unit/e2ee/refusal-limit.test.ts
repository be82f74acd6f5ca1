import { describe, expect, it } from "vitest";
import { RefusalLimit } from "../../../src/e2ee/refusal-limit.ts";

describe("refusals in the event log", () => {
  it("are told three times of each peer and reason, and again ten seconds later", () => {
    const limit = new RefusalLimit();
    const told = (code: "message-flood" | "invalid-message", at: number) =>
      Array.from({ length: 1000 }, () => limit.take("eve", code, at)).filter(Boolean).length;
    expect(told("message-flood", 0)).toBe(3);
    expect(told("invalid-message", 5_000)).toBe(3);
    expect(told("message-flood", 9_999)).toBe(0);
    expect(told("message-flood", 10_000)).toBe(3);
  });

  it("are few, however many ids are made up", () => {
    const limit = new RefusalLimit();
    const told = Array.from({ length: 1000 }, (_, i) => limit.take(`peer ${i}`, "invalid-message", 0));
    expect(told.filter(Boolean)).toHaveLength(20);
  });
});
