import type { Clock } from "../../protocol/clock.ts";
import { PastKeys } from "../media/past-keys.ts";
import { type Announced, Peer } from "./peer.ts";

/** Of peers beyond this limit, only the id of the one that left first is remembered. */
const maxDeparted = 1_024;
const maxForgotten = 65_536;

/** The remote peers of one call, including those known only by a receiver. */
export class Peers {
  readonly #clock: Clock;
  readonly #peers = new Map<string, Peer>();
  /** Records of peers that left, because the server may bring one back under the same id with old frames. */
  readonly #departed = new Map<string, PastKeys>();
  /**
   * Only the ids of these peers are remembered. A peer that returns gets no keys in its ring, because its old
   * frames could be repeated. Sora gives no id twice.
   */
  readonly #forgotten = new Set<string>();
  #announced = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Peers that the page announced, and peers known only by a receiver. */
  [Symbol.iterator](): Iterator<Peer> {
    return this.#peers.values();
  }

  /** Number of peers that the page announced. */
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

  /** Removes its keys. A remaining receiver keeps it as an unknown peer, and shows nothing of it. */
  remove(connectionId: string): void {
    const peer = this.#peers.get(connectionId);
    if (peer === undefined) return;
    peer.ring.wipe();
    if (peer.announced !== "unknown") this.#announced -= 1;
    peer.announced = "unknown";
    this.forget(peer);
  }

  /** Called when nothing refers to it any more. */
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
