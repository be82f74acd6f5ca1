import { describe, expect, it } from "vitest";
import { GapEvidence } from "../../../src/e2ee/agreement/double-ratchet/gap-evidence.ts";

/** Literals, so that the tests notice a changed limit. */
const shortGap = 10;
const longGap = 256;

const header = (chain: number, count: number) => ({
  ratchetKey: new Uint8Array(32).fill(chain),
  previousCount: 0,
  count,
});

/** Refuses these messages of a chain, each after an attempt with the short gap. */
function refuse(evidence: GapEvidence, chain: number, ...counts: readonly number[]): void {
  for (const count of counts) evidence.add(header(chain, count), shortGap);
}

describe("the evidence of a long gap in a peer's messages", () => {
  it("is two refused messages with different numbers in one chain", () => {
    const evidence = new GapEvidence();
    expect(evidence.limitOf(header(1, 20))).toBe(shortGap);
    refuse(evidence, 1, 20);
    expect(evidence.limitOf(header(1, 21))).toBe(shortGap);
    refuse(evidence, 1, 20);
    expect(evidence.limitOf(header(1, 21))).toBe(shortGap);
    refuse(evidence, 1, 21);
    expect(evidence.limitOf(header(1, 22))).toBe(longGap);
  });

  it("is valid for its own chain, and for messages that were not refused yet", () => {
    const evidence = new GapEvidence();
    refuse(evidence, 1, 20, 21);
    expect(evidence.limitOf(header(2, 22))).toBe(shortGap);
    expect(evidence.limitOf(header(1, 21))).toBe(shortGap);
  });

  it("must be twice as much after each failed attempt with a long gap, and 16 messages at most", () => {
    const evidence = new GapEvidence();
    const needed: number[] = [];
    for (let attempt = 0; attempt < 6; attempt += 1) {
      let count = 0;
      while (evidence.limitOf(header(1, 1_000)) === shortGap) refuse(evidence, 1, 20 + count++);
      needed.push(count);
      evidence.add(header(1, 1_000), longGap);
      expect(evidence.limitOf(header(1, 1_001))).toBe(shortGap);
    }
    expect(needed).toEqual([2, 4, 8, 16, 16, 16]);
  });

  it("starts again with two messages after a message was decrypted", () => {
    const evidence = new GapEvidence();
    evidence.add(header(1, 20), longGap);
    refuse(evidence, 1, 20, 21, 22);
    evidence.clear();
    expect(evidence.limitOf(header(1, 30))).toBe(shortGap);
    refuse(evidence, 1, 20, 21);
    expect(evidence.limitOf(header(1, 30))).toBe(longGap);
  });

  it("is remembered for the four newest chains", () => {
    const evidence = new GapEvidence();
    for (const chain of [1, 2, 3, 4]) refuse(evidence, chain, 20, 21);
    expect(evidence.limitOf(header(1, 22))).toBe(longGap);
    refuse(evidence, 5, 20);
    expect(evidence.limitOf(header(1, 22))).toBe(shortGap);
    expect([2, 3, 4].map((chain) => evidence.limitOf(header(chain, 22)))).toEqual([
      longGap,
      longGap,
      longGap,
    ]);
  });
});
