/** Fractions of lost packets from which a network has the unstable level 1, 2 and 3. */
const LEVELS = [0.02, 0.1, 0.25];
/** The weight of the newest second in the average. */
const WEIGHT = 0.3;

/** The instability of one client's network, by the loss of packets to the server. */
export class NetworkStatus {
  private lost = 0;
  private level = 0;

  /** Takes the fraction lost in the last second. Returns the new `unstable_level` when it changed. */
  update(fractionLost: number): number | undefined {
    this.lost += (fractionLost - this.lost) * WEIGHT;
    const level = LEVELS.filter((from) => this.lost >= from).length;
    if (level === this.level) return undefined;
    this.level = level;
    return level;
  }
}
