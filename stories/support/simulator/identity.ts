import type { SafetyNumber } from "react-sora-e2ee";

interface Identity {
  readonly fingerprint: string;
  readonly safetyNumber: SafetyNumber;
}

const words = [
  "anchor",
  "bamboo",
  "candle",
  "dolphin",
  "ember",
  "falcon",
  "garnet",
  "harbor",
  "island",
  "jacket",
];

/** The public form of an identity key. Another `seed` is another key. */
export function identityOf(seed: number): Identity {
  const next = numbers(seed);
  return {
    fingerprint: Array.from({ length: 32 }, () => next(256).toString(16).padStart(2, "0")).join(""),
    safetyNumber: {
      digits: Array.from({ length: 60 }, () => next(10)).join(""),
      words: Array.from({ length: 8 }, () => words[next(words.length)] ?? ""),
      emoji: Array.from({ length: 16 }, () => next(64)),
    },
  };
}

/** The same every time, so that screenshots can be compared. */
function numbers(seed: number): (below: number) => number {
  let state = seed * 7919 + 17;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return Math.floor((state / 2 ** 31) * below);
  };
}
