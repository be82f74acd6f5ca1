import { Doubts, doubtTime } from "./doubts.ts";
import { isLostAmong } from "./rules.ts";

/** Frames that do not open show that somebody is lost only after this time (ms). */
const unopenedTime = 2000;
/** After this time, members that send no frames do not count as members whose frames open (ms). */
const longUnopenedTime = 5000;
/** The longest pause between losses that only few peers tell (ms). */
const longestFewPause = 300_000;

/** Where a peer states to be: in our epoch, in another epoch or fork of our group, or in another group. */
type StatedPlace = "ours" | "other-epoch" | "other-group";

export interface LossSignsOptions {
  readonly now: () => number;
  /** The time that messages take (`Pace`). A commit that is on its way may bring the keys. */
  readonly lag: () => number;
  /** True when frames of any peer open. */
  readonly opensFrames: () => boolean;
  /** We have lost the group. */
  readonly lost: (now: number) => void;
}

/** Finds out from frames and messages which peers have lost the group (docs/protocol.md#life-of-a-group). */
export class LossSigns {
  readonly #options: LossSignsOptions;
  readonly #doubts = new Doubts();
  /** Peers whose last state is another one than ours, since when (ms), and whether it is of another group. */
  readonly #elsewhere = new Map<string, { readonly since: number; readonly isOtherGroup: boolean }>();
  /** Peers whose last state is ours. */
  readonly #here = new Set<string>();
  /** When these peers last told us a loss (ms). */
  readonly #tellers = new Map<string, number>();
  /** The time from which a told loss counts again. */
  #toldAgainAt = 0;
  /** The same for a loss that only few tell, and the pause after it (ms). */
  #fewAgainAt = 0;
  #fewPause = doubtTime;

  constructor(options: LossSignsOptions) {
    this.#options = options;
  }

  /**
   * Frames of these peers come with keys that we do not have.
   * @param times for how long, by connection id (ms). The time until our turn does not count, because the messages that
   *     wait for theirs may bring the keys.
   * @param opened the number of other peers whose frames open
   * @param size the number of members in the group, including us
   * @returns the peers to be told that their frames do not open
   */
  unopened(times: ReadonlyMap<string, number>, opened: number, size: number): readonly string[] {
    const { now, lag, lost } = this.#options;
    const time = now();
    const shortest = Math.max(unopenedTime, lag());
    const believed = [...times].filter(
      ([id, since]) => this.#doubts.isBelieved("frames", id, time) && since >= shortest,
    );
    const long = believed.filter(([, since]) => since >= Math.max(longUnopenedTime, shortest));
    // Half of the other members or more use another epoch, so we are lost. They may have seen a request that we
    // missed. A peer can also send frames that nobody can open. In a small group such a peer alone would make
    // us ask to be added again and again.
    if (isLostAmong(believed.length, size - 1) || isLostAmong(long.length, long.length + opened)) {
      for (const [id] of believed) this.#doubts.add("frames", id, time);
      lost(time);
    }
    if (opened === 0) return [];
    // A connection that receives no media cannot notice by itself that it is lost.
    const untold = believed.map(([id]) => id).filter((id) => this.#doubts.isBelieved("told", id, time));
    for (const id of untold) this.#doubts.add("told", id, time);
    return untold;
  }

  /**
   * A peer stated its group and epoch. Where we open frames, these show more.
   * @param stated which of them are ours
   * @returns as `unopened`
   */
  stated(connectionId: string, stated: StatedPlace, size: number): readonly string[] {
    const { now, opensFrames } = this.#options;
    if (opensFrames()) return [];
    if (stated === "ours") {
      this.#elsewhere.delete(connectionId);
      this.#here.add(connectionId);
      return [];
    }
    const time = now();
    this.#here.delete(connectionId);
    const since = this.#elsewhere.get(connectionId)?.since ?? time;
    this.#elsewhere.set(connectionId, { since, isOtherGroup: stated === "other-group" });
    const times = new Map([...this.#elsewhere].map(([id, one]) => [id, time - one.since]));
    return this.unopened(times, this.#here.size, size);
  }

  /**
   * We have another epoch, or another group. What others stated before says nothing about it, but a peer in another group
   * is not in a new epoch of ours either. Such peers ask to be added, are added, and go back to the group with the smaller
   * id. Each time we have a new epoch, and would never see that we are alone. Of their time only the shorter limit counts on,
   * because nobody has stated the new epoch yet.
   */
  entered(isNewGroup: boolean): void {
    const { now, lag } = this.#options;
    const earliest = now() - Math.max(unopenedTime, lag());
    this.#here.clear();
    for (const [id, { since, isOtherGroup }] of this.#elsewhere) {
      if (isNewGroup || !isOtherGroup) this.#elsewhere.delete(id);
      else this.#elsewhere.set(id, { since: Math.max(since, earliest), isOtherGroup });
    }
  }

  /**
   * A peer tells us that our frames do not open. We would see it ourselves if we received media.
   * @param size the number of members in the group, including us
   */
  told(connectionId: string, size: number): void {
    const { now, opensFrames, lost } = this.#options;
    const time = now();
    if (opensFrames()) return;
    this.#tellers.set(connectionId, time);
    const tellers = [...this.#tellers.values()].filter((at) => time - at < doubtTime).length;
    // If few tell it, the fault may be theirs, and last. Each time that we are added again costs all members a commit.
    const isFew = !isLostAmong(tellers, size - 1);
    if (time < (isFew ? this.#fewAgainAt : this.#toldAgainAt)) return;
    this.#toldAgainAt = time + doubtTime;
    if (isFew) {
      const isQuiet = time - this.#fewAgainAt > this.#fewPause;
      this.#fewPause = isQuiet ? doubtTime : Math.min(2 * this.#fewPause, longestFewPause);
      this.#fewAgainAt = time + this.#fewPause;
    }
    lost(time);
  }

  /** A commit of this peer has waited in vain for an earlier one. */
  missedCommit(connectionId: string): void {
    const time = this.#options.now();
    if (!this.#doubts.isBelieved("commit", connectionId, time)) return;
    this.#doubts.add("commit", connectionId, time);
    this.#options.lost(time);
  }

  forget(connectionId: string): void {
    this.#doubts.forget(connectionId);
    this.#elsewhere.delete(connectionId);
    this.#here.delete(connectionId);
    this.#tellers.delete(connectionId);
  }
}
