import type { Clock } from "../media/clock.ts";
import { PastKeys } from "../media/past-keys.ts";
import { type Announced, Member } from "./member.ts";

/** Beyond this many, of the one that left first only its id is remembered. */
const maxDeparted = 1_024;
const maxForgotten = 65_536;

/** The remote members of one call, and those that only a receiver speaks of so far. */
export class Members {
  readonly #clock: Clock;
  readonly #members = new Map<string, Member>();
  /** Of peers that are gone: the server may bring one back under the same id, with frames that were opened before. */
  readonly #departed = new Map<string, PastKeys>();
  /**
   * Of these only the id is remembered. One that comes back gets no keys in its ring: its old frames could come with them.
   * Sora gives no id twice.
   */
  readonly #forgotten = new Set<string>();
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
      member = new Member(connectionId, this.#clock, this.#pastOf(connectionId));
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
    if (ring.past.isEmpty || this.#forgotten.has(connectionId)) return;
    this.#departed.set(connectionId, ring.past);
    const [oldest] = this.#departed.keys();
    if (this.#departed.size <= maxDeparted || oldest === undefined) return;
    this.#departed.delete(oldest);
    this.#forgotten.add(oldest);
    const [first] = this.#forgotten;
    if (this.#forgotten.size > maxForgotten && first !== undefined) this.#forgotten.delete(first);
  }

  wipe(): void {
    for (const member of this.#members.values()) member.ring.wipe();
    this.#members.clear();
    this.#departed.clear();
    this.#forgotten.clear();
    this.#announced = 0;
  }

  #pastOf(connectionId: string): PastKeys | undefined {
    return this.#forgotten.has(connectionId) ? PastKeys.ofForgottenPeer() : this.#departed.get(connectionId);
  }
}
