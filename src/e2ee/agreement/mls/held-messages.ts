import { SoraE2EEError } from "../../../errors.ts";
import type { Envelope } from "./envelope.ts";

/** `behind`: for an earlier commit. `presence`: for a notification about a peer. */
export type Waiting = "behind" | "presence";
export type Outcome = "done" | Waiting | SoraE2EEError;

/** How long a message waits for an earlier commit, or for a notification that the server holds back (ms). */
const holdTime: Readonly<Record<Waiting, number>> = { behind: 2000, presence: 30_000 };
const messageLimit = 64;
/** Limit for all waiting messages together. Two of the longest fit. */
const byteLimit = 4 * 1024 * 1024;
/**
 * Limit for one source. The newest of its welcomes are enough, and each costs a signature for each leaf when
 * it is tried.
 */
const sourceLimit = 16;
const sourceBytes = 2 * 1024 * 1024;
const welcomeLimit = 2;

/** A commit or welcome that waits for an earlier message or a notification. */
interface Held {
  readonly envelope: Envelope;
  readonly since: number;
  /** The count of events (`HeldMessages`) at which it was last tried. */
  tried: number;
  /** The reason for waiting. */
  why: Waiting;
}

export interface HeldMessagesOptions {
  readonly now: () => number;
  /** The time that messages take (`Pace`). An earlier commit may be as late. */
  readonly lag: () => number;
  /** All sources for which this returns false share one limit, because their ids can be made up. */
  readonly isPeer: (connectionId: string) => boolean;
  readonly handle: (envelope: Envelope) => Promise<Outcome>;
  readonly refused: (envelope: Envelope, error: SoraE2EEError) => void;
  /** Called when a message has expired. */
  readonly expired: (envelope: Envelope, why: Waiting) => void;
}

/**
 * Commits and welcomes that arrived before the messages they depend on. Limited in number, bytes and time,
 * for each source and in total. None is authenticated, so the source with the most messages loses some first.
 */
export class HeldMessages {
  readonly #options: HeldMessagesOptions;
  #held: Held[] = [];
  #bytes = 0;
  /** Counts the events after which a held message may succeed. */
  #changes = 0;

  constructor(options: HeldMessagesOptions) {
    this.#options = options;
  }

  /** The time at which the next message expires. */
  get due(): number | null {
    const times = this.#held.map((held) => this.#until(held));
    return times.length === 0 ? null : Math.min(...times);
  }

  /** Called after an event that may let one of them succeed. */
  changed(): void {
    this.#changes += 1;
  }

  add(envelope: Envelope, why: Waiting): void {
    this.#held.push({ envelope, why, since: this.#options.now(), tried: this.#changes });
    this.#bytes += envelope.payload.length;
    const welcomes = this.#held.filter(
      (held) => held.envelope.kind === "welcome" && held.envelope.source === envelope.source,
    );
    for (const older of welcomes.slice(0, -welcomeLimit)) this.#remove(older);
    const room = this.#room(envelope);
    for (let ofSource = this.#of(room); isTooMuch(ofSource); ofSource = this.#of(room)) {
      this.#remove(ofSource[0]);
    }
    while (this.#held.length > messageLimit || this.#bytes > byteLimit) this.#remove(this.#largest());
  }

  #room({ source }: Envelope): string | null {
    return this.#options.isPeer(source) ? source : null;
  }

  #of(room: string | null): Held[] {
    return this.#held.filter(({ envelope }) => this.#room(envelope) === room);
  }

  /** The oldest message of the source that holds most. */
  #largest(): Held | undefined {
    const rooms = [...new Set(this.#held.map(({ envelope }) => this.#room(envelope)))];
    const size = (all: readonly Held[]) => (this.#bytes > byteLimit ? bytesOf(all) : all.length);
    return rooms
      .map((room) => this.#of(room))
      .reduce<readonly Held[]>((most, all) => (size(all) > size(most) ? all : most), [])[0];
  }

  clear(): void {
    this.#held = [];
    this.#bytes = 0;
  }

  /**
   * Tries the messages again that may succeed now, the earliest epoch first.
   * @param givesUp also drops those that have waited too long
   */
  async retry(givesUp = false): Promise<void> {
    const { now, handle, refused, expired } = this.#options;
    for (let next = this.#untried(); next !== undefined; next = this.#untried()) {
      next.tried = this.#changes;
      const outcome = await handle(next.envelope);
      if (outcome === "behind" || outcome === "presence") next.why = outcome;
      else {
        this.#remove(next);
        if (outcome instanceof SoraE2EEError) refused(next.envelope, outcome);
      }
    }
    if (!givesUp) return;
    const time = now();
    for (const held of this.#held.filter((one) => this.#until(one) <= time)) {
      this.#remove(held);
      expired(held.envelope, held.why);
    }
  }

  #until({ since, why }: Held): number {
    return since + holdTime[why] + (why === "behind" ? this.#options.lag() : 0);
  }

  #untried(): Held | undefined {
    return this.#held
      .filter(({ tried }) => tried !== this.#changes)
      .sort((a, b) => a.envelope.epoch - b.envelope.epoch)[0];
  }

  #remove(held: Held | undefined): void {
    if (held === undefined || !this.#held.includes(held)) return;
    this.#held = this.#held.filter((one) => one !== held);
    this.#bytes -= held.envelope.payload.length;
  }
}

function isTooMuch(ofSource: readonly Held[]): boolean {
  return ofSource.length > sourceLimit || bytesOf(ofSource) > sourceBytes;
}

function bytesOf(all: readonly Held[]): number {
  return all.reduce((sum, { envelope }) => sum + envelope.payload.length, 0);
}
