import type { Clock } from "../media/clock.ts";
import { type Announced, Member } from "./member.ts";

/** The remote members of one call, and those that only a receiver speaks of so far. */
export class Members {
  readonly #clock: Clock;
  readonly #members = new Map<string, Member>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Those that the page told us of. */
  *[Symbol.iterator](): Iterator<Member> {
    for (const member of this.#members.values()) if (member.announced !== "unknown") yield member;
  }

  find(connectionId: string): Member | undefined {
    return this.#members.get(connectionId);
  }

  findOrAdd(connectionId: string): Member {
    let member = this.#members.get(connectionId);
    if (member === undefined) {
      member = new Member(connectionId, this.#clock);
      this.#members.set(connectionId, member);
    }
    return member;
  }

  add(connectionId: string, announced: Exclude<Announced, "unknown">): Member {
    const member = this.findOrAdd(connectionId);
    member.announced = announced;
    return member;
  }

  /** Its keys go; a receiver that is still there keeps it as an unknown one, and shows nothing of it. */
  remove(connectionId: string): void {
    const member = this.#members.get(connectionId);
    if (member === undefined) return;
    member.ring.wipe();
    member.announced = "unknown";
    this.forget(member);
  }

  /** When nobody speaks of it any more. */
  forget(member: Member): void {
    if (member.announced === "unknown" && member.receivers.size === 0)
      this.#members.delete(member.connectionId);
  }

  wipe(): void {
    for (const member of this.#members.values()) member.ring.wipe();
    this.#members.clear();
  }
}
