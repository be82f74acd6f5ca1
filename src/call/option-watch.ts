import type { CallPhase } from "../store/types.ts";
import { sameOptions } from "./same-options.ts";
import type { SoraCallOptions } from "./types.ts";

/** Maximum number of connections in a row from one option with a new value in each phase of the call. */
const limit = 3;
/**
 * Maximum number of connections from one option within `period`, also when its value stays for a while in
 * between.
 */
const limitPerPeriod = 20;
/** In milliseconds. A person who changes a value every two seconds stays below the limit. */
const period = 30_000;

type Name = keyof SoraCallOptions;

/**
 * The options of a component over its renders. It finds options with a new value in every render. Such
 * options would reconnect without end, because each phase of the call renders.
 */
export class OptionWatch {
  #newest: SoraCallOptions;
  /** The call phase in which an option got its current value. */
  readonly #since = new Map<Name, CallPhase>();
  /** The number of connections that an option has caused without keeping its value in between. */
  readonly #inARow = new Map<Name, number>();
  /**
   * The times of the connections that an option caused in the last period. They reveal a value that changes
   * with a clock.
   */
  readonly #times = new Map<Name, readonly number[]>();
  /** Options that no longer cause connections. */
  readonly #ignored = new Set<Name>();
  readonly #warned = new Set<Name>();

  constructor(first: SoraCallOptions) {
    this.#newest = first;
  }

  get newest(): SoraCallOptions {
    return this.#newest;
  }

  /** Takes the options of one render, in this phase of the call. */
  see(next: SoraCallOptions, phase: CallPhase): void {
    for (const name of namesOf(this.#newest, next)) {
      if (!sameOptions(this.#newest[name], next[name])) this.#since.set(name, phase);
      else if (this.#since.get(name) !== phase) this.#inARow.delete(name);
    }
    this.#newest = next;
  }

  /** True when options that still cause connections differ from those of the connection. */
  differsFrom(used: SoraCallOptions): boolean {
    return this.#changed(used).length > 0;
  }

  /**
   * Counts one connection for the options that changed. False when all of them have caused too many already.
   * @param now milliseconds, monotonic
   */
  takeOne(used: SoraCallOptions, now: number): boolean {
    let due = false;
    for (const name of this.#changed(used)) {
      const inARow = this.#inARow.get(name) ?? 0;
      const times = (this.#times.get(name) ?? []).filter((time) => now - time < period);
      if (inARow >= limit) this.#ignore(name, limit);
      else if (times.length >= limitPerPeriod) this.#ignore(name, times.length);
      else {
        this.#inARow.set(name, inARow + 1);
        this.#times.set(name, [...times, now]);
        due = true;
      }
    }
    return due;
  }

  /** A `connect` by the app resets the counts of all options. */
  reset(): void {
    this.#inARow.clear();
    this.#times.clear();
    this.#ignored.clear();
  }

  #changed(used: SoraCallOptions): Name[] {
    return namesOf(used, this.#newest).filter(
      (name) => !this.#ignored.has(name) && !sameOptions(used[name], this.#newest[name]),
    );
  }

  #ignore(name: Name, connections: number): void {
    this.#ignored.add(name);
    if (this.#warned.has(name)) return;
    this.#warned.add(name);
    // biome-ignore lint/suspicious/noConsole: The developer of the app has to see this, and a call that goes on has no error.
    console.warn(
      `react-sora-e2ee: the option "${name}" of useSoraE2EE keeps changing. The call has connected again ${connections} times because of it and keeps its connection from now on. Keep the value in useMemo or useState, or make it outside of the component.`,
    );
  }
}

function namesOf(a: SoraCallOptions, b: SoraCallOptions): Name[] {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])] as Name[];
}
