import type { Clock } from "../../protocol/clock.ts";
import { PastKeys } from "../media/past-keys.ts";
import { type Announced, Peer } from "./peer.ts";

/** Beyond this many, of the one that left first only its id is remembered. */
const maxDeparted = 1_024;
const maxForgotten = 65_536;

/** The remote peers of one call, and those that only a receiver speaks of so far. */
export class Peers {
  readonly #clock: Clock;
  readonly #peers = new Map<string, Peer>();
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

  /** Those that the page told us of, and those that only a receiver speaks of. */
  [Symbol.iterator](): Iterator<Peer> {
    return this.#peers.values();
  }

  /** How many the page told us of. */
  get announced(): number {
    return this.#announced;
  }

  find(connectionId: string): Peer | undefined {
    return this.#peers.get(connectionId);
  }

  findOrAdd(connectionId: string): Peer {
    let peer = this.#peers.get(connectionId);
    if (peer === undefined) {
      peer = new Peer(connectionId, this.#clock, this.#pastOf(connectionId));
      this.#departed.delete(connectionId);
      this.#peers.set(connectionId, peer);
    }
    return peer;
  }

  add(connectionId: string, announced: Exclude<Announced, "unknown">): Peer {
    const peer = this.findOrAdd(connectionId);
    if (peer.announced === "unknown") this.#announced += 1;
    peer.announced = announced;
    return peer;
  }

  /** Its keys go; a receiver that is still there keeps it as an unknown one, and shows nothing of it. */
  remove(connectionId: string): void {
    const peer = this.#peers.get(connectionId);
    if (peer === undefined) return;
    peer.ring.wipe();
    if (peer.announced !== "unknown") this.#announced -= 1;
    peer.announced = "unknown";
    this.forget(peer);
  }

  /** When nobody speaks of it any more. */
  forget(peer: Peer): void {
    if (peer.announced !== "unknown" || peer.receivers.size > 0) return;
    const { connectionId, ring } = peer;
    this.#peers.delete(connectionId);
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
    for (const peer of this.#peers.values()) peer.ring.wipe();
    this.#peers.clear();
    this.#departed.clear();
    this.#forgotten.clear();
    this.#announced = 0;
  }

  #pastOf(connectionId: string): PastKeys | undefined {
    return this.#forgotten.has(connectionId) ? PastKeys.ofForgottenPeer() : this.#departed.get(connectionId);
  }
}
