export type Loudness = "silent" | "quiet" | "good" | "loud";

/** The loudness in words. The limits fit the browsers' `audioLevel` for speech into a headset. */
export function loudness(level: number): Loudness {
  if (level < 0.005) return "silent";
  if (level < 0.03) return "quiet";
  return level < 0.5 ? "good" : "loud";
}

/** The filled part of a bar, 0 to 1. The scale is not linear, because hearing is not. */
export function loudnessFill(level: number): number {
  return Math.sqrt(Math.min(1, Math.max(0, level)));
}
