export type Loudness = "silent" | "quiet" | "good" | "loud";

/** In words. The bounds are of what browsers report as `audioLevel` for speech into a headset. */
export function loudness(level: number): Loudness {
  if (level < 0.005) return "silent";
  if (level < 0.03) return "quiet";
  return level < 0.5 ? "good" : "loud";
}

/** How much of a bar to fill, 0 to 1: ears hear quiet sounds louder than their amplitude says. */
export function loudnessFill(level: number): number {
  return Math.sqrt(Math.min(1, Math.max(0, level)));
}
