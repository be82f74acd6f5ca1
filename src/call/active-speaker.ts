/** The room noise of an ordinary microphone stays below this level. */
const audible = 0.02;
/** Factor by which, and time for which, another participant must be louder to become the active speaker. */
const clearlyLouder = 1.5;
const takeOverTime = 600;
/** Bridges a pause between sentences, in milliseconds. */
const silenceTime = 2000;
/** Factor of decay per sample. It bridges the gaps between syllables. */
const decay = 0.5;

/** The active speaker at one moment; times in milliseconds. */
export interface Speaking {
  readonly speaker: string | null;
  readonly smoothed: ReadonlyMap<string, number>;
  readonly challenger: { readonly connectionId: string; readonly since: number } | null;
  readonly heardAt: number;
}

export const nobodySpeaking: Speaking = { speaker: null, smoothed: new Map(), challenger: null, heardAt: 0 };

/** Returns the active speaker for the given levels (0 to 1) of the others. Pure. */
export function nextSpeaking(before: Speaking, levels: ReadonlyMap<string, number>, at: number): Speaking {
  const smoothed = new Map(
    [...levels].map(([id, level]) => [id, Math.max(level, (before.smoothed.get(id) ?? 0) * decay)] as const),
  );
  const [loudest, loudness] = [...smoothed].reduce<readonly [string | null, number]>(
    (best, entry) => (entry[1] > best[1] ? entry : best),
    [null, 0],
  );
  const speaker = before.speaker !== null && smoothed.has(before.speaker) ? before.speaker : null;
  if (loudest === null || loudness < audible) {
    const silent = at - before.heardAt >= silenceTime;
    return { speaker: silent ? null : speaker, smoothed, challenger: null, heardAt: before.heardAt };
  }
  if (speaker === null || loudest === speaker) {
    return { speaker: loudest, smoothed, challenger: null, heardAt: at };
  }
  if (loudness < (smoothed.get(speaker) ?? 0) * clearlyLouder) {
    return { speaker, smoothed, challenger: null, heardAt: at };
  }
  const same = before.challenger?.connectionId === loudest ? before.challenger : null;
  const challenger = same ?? { connectionId: loudest, since: at };
  const takesOver = at - challenger.since >= takeOverTime;
  return {
    speaker: takesOver ? loudest : speaker,
    smoothed,
    challenger: takesOver ? null : challenger,
    heardAt: at,
  };
}
