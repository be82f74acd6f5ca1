import { type Clock, Deadline } from "../protocol/clock.ts";
import type { LayerId } from "../protocol/server.ts";

/** Delay before a larger layer is requested, in milliseconds. */
const upMs = 250;
/** Delay before a smaller layer or no video is requested, so that a tile that returns soon needs no key frame. */
const downMs = 3_000;
/** The pause after a request that the server refused. */
const refusedMs = 30_000;
/** A tile may show a video enlarged by this factor before a larger layer is requested. */
const enlargement = 1.25;
/** The part of a limit below which a smaller layer is enough, so that a small resize does not move it back and forth. */
const hysteresis = 0.9;

const order: readonly LayerId[] = ["none", "r0", "r1", "r2"];

/**
 * The smallest layer that fills a tile. Sora's layers have a quarter, a half and all of the camera's height.
 *
 * @param height device pixels; 0: nothing is shown.
 * @param cameraHeight pixels of the largest layer.
 * @param current what was requested before; null: nothing.
 */
export function layerFor(height: number, cameraHeight: number, current: LayerId | null): LayerId {
  if (height <= 0) return "none";
  const limits = [
    ["r0", cameraHeight / 4],
    ["r1", cameraHeight / 2],
  ] as const;
  for (const [layer, limit] of limits) {
    const isSmaller = current !== null && order.indexOf(layer) < order.indexOf(current);
    if (height <= limit * enlargement * (isSmaller ? hysteresis : 1)) return layer;
  }
  return "r2";
}

export interface LayerRequestsOptions {
  readonly clock: Clock;
  /** Sends the request to the server. Rejects when the server refuses. */
  readonly request: (connectionId: string, layer: LayerId) => Promise<unknown>;
}

interface Wanted {
  layer: LayerId;
  /** The time from which `layer` has been wanted. */
  since: number;
  /** The last request to the server; null: none. */
  requested: LayerId | null;
  busy: boolean;
  /** The earliest time of the next request. */
  notBefore: number;
}

/**
 * Requests from the server the simulcast layer that each peer's tile needs. A larger layer is requested soon,
 * a smaller one after a delay, and each peer has one open request at most.
 */
export class LayerRequests {
  readonly #options: LayerRequestsOptions;
  readonly #wanted = new Map<string, Wanted>();
  readonly #deadline: Deadline;
  #ended = false;

  constructor(options: LayerRequestsOptions) {
    this.#options = options;
    this.#deadline = new Deadline(options.clock, () => this.#requestDue());
  }

  /** The last request to the server; null: none. */
  requested(connectionId: string): LayerId | null {
    return this.#wanted.get(connectionId)?.requested ?? null;
  }

  /** @param atOnce without the delay that otherwise comes before a change. */
  want(connectionId: string, layer: LayerId, atOnce = false): void {
    if (this.#ended) return;
    const now = this.#options.clock.now() - (atOnce ? downMs : 0);
    const wanted = this.#wanted.get(connectionId);
    if (wanted === undefined) {
      this.#wanted.set(connectionId, { layer, since: now, requested: null, busy: false, notBefore: 0 });
    } else if (wanted.layer !== layer) {
      wanted.layer = layer;
      wanted.since = now;
    }
    this.#schedule();
  }

  /** The peer has left. */
  forget(connectionId: string): void {
    this.#wanted.delete(connectionId);
    this.#schedule();
  }

  /** Handles a new connection, on which the server knows no earlier requests. */
  reset(): void {
    this.#wanted.clear();
    this.#schedule();
  }

  end(): void {
    this.#ended = true;
    this.reset();
  }

  #schedule(): void {
    let next = Number.POSITIVE_INFINITY;
    for (const wanted of this.#wanted.values()) next = Math.min(next, dueAt(wanted));
    if (next === Number.POSITIVE_INFINITY) this.#deadline.clear();
    else this.#deadline.set(next);
  }

  #requestDue(): void {
    const now = this.#options.clock.now();
    for (const [connectionId, wanted] of this.#wanted) {
      if (dueAt(wanted) <= now) void this.#request(connectionId, wanted);
    }
    this.#schedule();
  }

  async #request(connectionId: string, wanted: Wanted): Promise<void> {
    const { layer, requested } = wanted;
    wanted.busy = true;
    wanted.requested = layer;
    try {
      await this.#options.request(connectionId, layer);
    } catch {
      wanted.requested = requested;
      wanted.notBefore = this.#options.clock.now() + refusedMs;
    }
    wanted.busy = false;
    this.#schedule();
  }
}

function dueAt({ layer, since, requested, busy, notBefore }: Wanted): number {
  if (busy || layer === requested) return Number.POSITIVE_INFINITY;
  const isSmaller = requested !== null && order.indexOf(layer) < order.indexOf(requested);
  return Math.max(since + (isSmaller ? downMs : upMs), notBefore);
}
