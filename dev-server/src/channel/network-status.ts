/** Fractions of packets lost, from which on a network counts as unstable at level 1, 2 and 3. */
const LEVELS = [0.02, 0.1, 0.25];
/** Of the newest second in the average. */
const WEIGHT = 0.3;

/** How unstable one client's network is, by the packets of it that are lost on the way here. */
export class NetworkStatus {
  private lost = 0;
  private level = 0;

  /** Takes the fraction lost in the last second; returns the new `unstable_level` when it is another. */
  update(fractionLost: number): number | undefined {
    this.lost += (fractionLost - this.lost) * WEIGHT;
    const level = LEVELS.filter((from) => this.lost >= from).length;
    if (level === this.level) return undefined;
    this.level = level;
    return level;
  }
}
