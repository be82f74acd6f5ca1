import type { Clock } from "../media/clock.ts";
import type { PastKeys } from "../media/past-keys.ts";
import { type Announced, Member } from "./member.ts";

/** Beyond this many, the one that left first is forgotten. */
const maxDeparted = 1_024;

/** The remote members of one call, and those that only a receiver speaks of so far. */
export class Members {
  readonly #clock: Clock;
  readonly #members = new Map<string, Member>();
  /** Of peers that are gone: the server may bring one back under the same id, with frames that were opened before. */
  readonly #departed = new Map<string, PastKeys>();
  #announced = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Those that the page told us of. */
  *[Symbol.iterator](): Iterator<Member> {
    for (const member of this.#members.values()) if (member.announced !== "unknown") yield member;
  }

  /** How many the page told us of. */
  get announced(): number {
    return this.#announced;
  }

  find(connectionId: string): Member | undefined {
    return this.#members.get(connectionId);
  }

  findOrAdd(connectionId: string): Member {
    let member = this.#members.get(connectionId);
    if (member === undefined) {
      member = new Member(connectionId, this.#clock, this.#departed.get(connectionId));
      this.#departed.delete(connectionId);
      this.#members.set(connectionId, member);
    }
    return member;
  }

  add(connectionId: string, announced: Exclude<Announced, "unknown">): Member {
    const member = this.findOrAdd(connectionId);
    if (member.announced === "unknown") this.#announced += 1;
    member.announced = announced;
    return member;
  }

  /** Its keys go; a receiver that is still there keeps it as an unknown one, and shows nothing of it. */
  remove(connectionId: string): void {
    const member = this.#members.get(connectionId);
    if (member === undefined) return;
    member.ring.wipe();
    if (member.announced !== "unknown") this.#announced -= 1;
    member.announced = "unknown";
    this.forget(member);
  }

  /** When nobody speaks of it any more. */
  forget(member: Member): void {
    if (member.announced !== "unknown" || member.receivers.size > 0) return;
    const { connectionId, ring } = member;
    this.#members.delete(connectionId);
    if (ring.past.isEmpty) return;
    this.#departed.set(connectionId, ring.past);
    const [oldest] = this.#departed.keys();
    if (this.#departed.size > maxDeparted && oldest !== undefined) this.#departed.delete(oldest);
  }

  wipe(): void {
    for (const member of this.#members.values()) member.ring.wipe();
    this.#members.clear();
    this.#departed.clear();
    this.#announced = 0;
  }
}
