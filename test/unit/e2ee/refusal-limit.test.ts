import { describe, expect, it } from "vitest";
import { RefusalLimit } from "../../../src/e2ee/refusal-limit.ts";

describe("repeated refusals in the event log", () => {
  it("are reported three times for each peer and reason, and again ten seconds later", () => {
    const limit = new RefusalLimit();
    const told = (code: "message-flood" | "invalid-message", at: number) =>
      Array.from({ length: 1000 }, () => limit.take("eve", code, at)).filter(Boolean).length;
    expect(told("message-flood", 0)).toBe(3);
    expect(told("invalid-message", 5_000)).toBe(3);
    expect(told("message-flood", 9_999)).toBe(0);
    expect(told("message-flood", 10_000)).toBe(3);
  });

  it("stay few for any number of made-up ids", () => {
    const limit = new RefusalLimit();
    const told = Array.from({ length: 1000 }, (_, i) => limit.take(`peer ${i}`, "invalid-message", 0));
    expect(told.filter(Boolean)).toHaveLength(20);
  });
});
