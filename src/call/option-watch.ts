import type { CallPhase } from "../store/types.ts";
import { sameOptions } from "./same-options.ts";
import type { SoraCallOptions } from "./types.ts";

/** Connections in a row that one option may cause while it is never the same in two phases of the call. */
const limit = 3;
/** Connections that one option may cause in `period`, also if it stays the same for a while in between. */
const limitPerPeriod = 20;
/** In milliseconds. A person who chooses another value every other second stays below the limit. */
const period = 30_000;

type Name = keyof SoraCallOptions;

/**
 * The options of a component over its renders. Finds those that are new in every render: each phase of the call renders, so
 * they would make connections without end.
 */
export class OptionWatch {
  #newest: SoraCallOptions;
  /** In which phase of the call an option got the value that it has. */
  readonly #since = new Map<Name, CallPhase>();
  /** Connections that an option has caused without staying the same in between. */
  readonly #inARow = new Map<Name, number>();
  /** When an option caused its connections of the last period. A value that follows a clock shows here. */
  readonly #times = new Map<Name, readonly number[]>();
  /** Options that cause no connection any more. */
  readonly #ignored = new Set<Name>();
  readonly #warned = new Set<Name>();

  constructor(first: SoraCallOptions) {
    this.#newest = first;
  }

  get newest(): SoraCallOptions {
    return this.#newest;
  }

  /** Takes the options of one render, made in this phase of the call. */
  see(next: SoraCallOptions, phase: CallPhase): void {
    for (const name of namesOf(this.#newest, next)) {
      if (!sameOptions(this.#newest[name], next[name])) this.#since.set(name, phase);
      else if (this.#since.get(name) !== phase) this.#inARow.delete(name);
    }
    this.#newest = next;
  }

  /** Whether options that count are different from those that a connection uses. */
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

  /** The app itself connects: every option counts again. */
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
