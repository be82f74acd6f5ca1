import { ReplayWindow, replayWindowSize } from "./replay-window.ts";

/** A sender's counter may be this far ahead of the highest one that opened, beside what time allows. */
const slack = replayWindowSize / 2;
/** No sender seals more frames in a millisecond: 180 video frames of three layers and 100 audio frames are a second's worth. */
const framesPerMs = 1;
/** Before so many frames have opened, the first one may still be somebody's forgery. */
const youngFrames = 64;

export type ReplayVerdict = "fresh" | "replayed" | "implausible";

/** Counters around the highest one that opened, and how far they may have moved on. */
class Zone {
  readonly #window = new ReplayWindow();
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

  reaches(counter: number, now: number): boolean {
    return (
      counter > this.#highest - replayWindowSize &&
      counter - this.#highest <= this.#credit + (now - this.#at) * framesPerMs
    );
  }

  /** True also for a counter of this zone that is older than the window. */
  mayHaveSeen(counter: number): boolean {
    if (counter > this.#highest) return false;
    return counter > this.#highest - replayWindowSize
      ? !this.#window.isFresh(counter)
      : counter >= this.#lowest;
  }

  commit(counter: number, now: number): boolean {
    if (!this.#window.commit(counter)) return false;
    this.opened++;
    this.#lowest = Math.min(this.#lowest, counter);
    const credit = this.#credit + (now - this.#at) * framesPerMs;
    this.#at = now;
    if (counter <= this.#highest) {
      this.#credit = Math.min(credit, slack);
      return true;
    }
    this.#credit = Math.min(credit - (counter - this.#highest), slack);
    this.#highest = counter;
    return true;
  }
}

/**
 * Which frames of one key material have been opened. A counter opens once. A counter that the sender cannot have
 * reached yet does not open at all: anybody who holds the key can seal a frame with the highest counter there is, and
 * every genuine frame after it would look older than the window.
 *
 * The first frame has nothing to be compared with. Until enough frames have opened, one with quite another counter
 * begins a second zone, so a single forged frame at the beginning does not shut the sender out.
 */
export class ReplayMemory {
  #main: Zone | null = null;
  #rival: Zone | null = null;

  /** True when at least one frame has opened. */
  get isUsed(): boolean {
    return this.#main !== null;
  }

  verdict(counter: number, now: number): ReplayVerdict {
    const main = this.#main;
    if (main === null) return "fresh";
    if (main.mayHaveSeen(counter) || this.#rival?.mayHaveSeen(counter)) return "replayed";
    if (this.#zoneOf(counter, now) !== null || this.#mayBegin()) return "fresh";
    const highest = Math.max(main.highest, this.#rival?.highest ?? main.highest);
    return counter > highest ? "implausible" : "replayed";
  }

  /** Call only once the frame has authenticated. False: another receiver opened it in the meantime. */
  commit(counter: number, now: number): boolean {
    if (this.verdict(counter, now) !== "fresh") return false;
    const zone = this.#zoneOf(counter, now);
    if (zone !== null) return zone.commit(counter, now);
    const begun = new Zone(counter, now);
    if (this.#main === null) this.#main = begun;
    else this.#rival = begun;
    return begun.commit(counter, now);
  }

  #zoneOf(counter: number, now: number): Zone | null {
    if (this.#main?.reaches(counter, now)) return this.#main;
    return this.#rival?.reaches(counter, now) ? this.#rival : null;
  }

  #mayBegin(): boolean {
    return this.#rival === null && (this.#main?.opened ?? 0) < youngFrames;
  }
}
