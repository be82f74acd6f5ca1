export const replayWindowSize = 16_384;

/**
 * The counters of one key whose frames were opened. A peer has one counter for all of its tracks, and
 * retransmissions delay its audio and video differently. So frames can arrive far out of order. The window
 * covers about 80 s of a call with three simulcast layers. A counter that is older than the window is treated
 * as a replay.
 */
export class ReplayWindow {
  readonly #seen = new Uint32Array(replayWindowSize / 32);
  #highest = -1;

  /** A window in which all counters from `lowest` to `highest` were used, up to its size. */
  static ofRange(lowest: number, highest: number): ReplayWindow {
    const window = new ReplayWindow();
    for (let counter = Math.max(lowest, highest - replayWindowSize + 1); counter <= highest; counter++)
      window.commit(counter);
    return window;
  }

  isFresh(counter: number): boolean {
    if (counter > this.#highest) return true;
    if (counter <= this.#highest - replayWindowSize) return false;
    return ((this.#seen[this.#word(counter)] as number) & (1 << (counter % 32))) === 0;
  }

  /**
   * Call this only after the frame was authenticated. False when another caller decrypted it in the meantime.
   */
  commit(counter: number): boolean {
    if (!this.isFresh(counter)) return false;
    if (counter > this.#highest) this.#advance(counter);
    const word = this.#word(counter);
    this.#seen[word] = (this.#seen[word] as number) | (1 << (counter % 32));
    return true;
  }

  #word(counter: number): number {
    return Math.floor(counter / 32) % this.#seen.length;
  }

  #advance(counter: number): void {
    if (this.#highest < 0 || counter - this.#highest >= replayWindowSize) {
      this.#seen.fill(0);
    } else {
      for (let next = this.#highest + 1; next <= counter; next++) {
        const word = this.#word(next);
        if (next % 32 === 0 && next + 32 <= counter) {
          this.#seen[word] = 0;
          next += 31;
        } else {
          this.#seen[word] = (this.#seen[word] as number) & ~(1 << (next % 32));
        }
      }
    }
    this.#highest = counter;
  }
}

/** Maximum distance of a counter from the highest decrypted one, in addition to the elapsed time. */
const slack = replayWindowSize / 2;
/**
 * The highest realistic frame rate per millisecond: 180 video frames of three layers and 100 audio frames per
 * second.
 */
const framesPerMs = 1;
/** With fewer decrypted frames than this, all of them may be forged. */
const youngFrames = 64;
/**
 * A zone without decrypted frames for this long may be forged, in milliseconds. The genuine sender may be in
 * another zone.
 */
const quietMs = 2_000;
/** Maximum number of zones. Each zone costs an attacker one frame, and us some bytes. */
const maxZones = 256;

export type ReplayVerdict = "fresh" | "replayed" | "implausible";

/** Counters around the highest decrypted one, and their allowed progress. */
class Zone {
  /** Null: all counters from the lowest to the highest count as decrypted. */
  #window: ReplayWindow | null = null;
  #lowest: number;
  #highest: number;
  #credit = slack;
  #at: number;
  opened = 0;

  constructor(counter: number, now: number) {
    this.#lowest = counter;
    this.#highest = counter - 1;
    this.#at = now;
  }

  get highest(): number {
    return this.#highest;
  }

  /** The time of the last decrypted frame. */
  get at(): number {
    return this.#at;
  }

  reaches(counter: number, now: number): boolean {
    return (
      counter > this.#highest - replayWindowSize &&
      counter - this.#highest <= this.#credit + (now - this.#at) * framesPerMs
    );
  }

  /** True also for a counter of this zone that is older than the window. */
  mayHaveSeen(counter: number): boolean {
    if (counter > this.#highest) return false;
    return this.#window !== null && counter > this.#highest - replayWindowSize
      ? !this.#window.isFresh(counter)
      : counter >= this.#lowest;
  }

  /** For a counter that `mayHaveSeen` does not know. */
  commit(counter: number, now: number): void {
    if (counter !== this.#highest + 1) this.#window ??= ReplayWindow.ofRange(this.#lowest, this.#highest);
    this.#window?.commit(counter);
    this.opened++;
    this.#lowest = Math.min(this.#lowest, counter);
    const credit = this.#credit + (now - this.#at) * framesPerMs;
    this.#at = now;
    if (counter <= this.#highest) {
      this.#credit = Math.min(credit, slack);
      return;
    }
    this.#credit = Math.min(credit - (counter - this.#highest), slack);
    this.#highest = counter;
  }

  compact(): void {
    this.#window = null;
  }
}

/**
 * The frames of one key material that were opened. Each counter opens once. A counter that the sender cannot
 * have reached yet does not open. Without this rule, anybody who holds the key could seal one frame with the
 * highest counter, and every later genuine frame would look older than the window.
 *
 * The first frames have no earlier frames to compare them with. So a frame with a very different counter starts
 * a new zone, until enough frames were opened, and whenever no frame was opened for a while. Forged frames
 * before the first genuine frame therefore do not block the sender. All zones remember the counters that they
 * opened.
 */
export class ReplayMemory {
  readonly #zones: Zone[] = [];

  /** True when at least one frame was decrypted. */
  get isUsed(): boolean {
    return this.#zones.length > 0;
  }

  verdict(counter: number, now: number): ReplayVerdict {
    for (const zone of this.#zones) if (zone.mayHaveSeen(counter)) return "replayed";
    if (this.#zoneOf(counter, now) !== null || this.#mayBegin(now)) return "fresh";
    return this.#zones.every(({ highest }) => counter > highest) ? "implausible" : "replayed";
  }

  /**
   * Call this only after the frame was authenticated. False when another receiver decrypted it in the
   * meantime.
   */
  commit(counter: number, now: number): boolean {
    for (const zone of this.#zones) if (zone.mayHaveSeen(counter)) return false;
    let zone = this.#zoneOf(counter, now);
    if (zone === null) {
      if (!this.#mayBegin(now)) return false;
      zone = new Zone(counter, now);
      this.#zones.push(zone);
    }
    zone.commit(counter, now);
    return true;
  }

  /** Releases most of the memory. Frames that could still arrive late count as decrypted from here on. */
  compact(): void {
    for (const zone of this.#zones) zone.compact();
  }

  #zoneOf(counter: number, now: number): Zone | null {
    for (const zone of this.#zones) if (zone.reaches(counter, now)) return zone;
    return null;
  }

  #mayBegin(now: number): boolean {
    if (this.#zones.length >= maxZones) return false;
    return this.#zones.every(({ opened, at }) => opened < youngFrames || now - at >= quietMs);
  }
}
