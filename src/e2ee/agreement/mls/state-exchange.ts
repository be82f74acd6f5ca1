import type { Envelope } from "./envelope.ts";
import type { MlsGroup } from "./group.ts";
import type { LossSigns } from "./loss-signs.ts";
import { text } from "./peers.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** A state of this many bytes tells a peer that it has lost the group. */
const lossLength = 1;
/** Peers that open no frames state their group and epoch this long after they entered it (ms). */
const firstState = 1000;
/** They repeat it at this interval, and at a longer one in a large group (ms). */
const stateInterval = 3000;
const stateIntervalPerMember = 100;

export interface StateExchangeOptions {
  readonly now: () => number;
  readonly signs: LossSigns;
  /** Our group. Null before we are in one. */
  readonly group: () => MlsGroup | null;
  /** True when we have lost the group. */
  readonly isLost: () => boolean;
  /** True when frames of any peer open. */
  readonly opensFrames: () => boolean;
  /** To one peer, or to all (null). */
  readonly send: (destination: string | null, group: MlsGroup, payload: Bytes) => void;
}

/** Sends our states and losses, and judges those of others (docs/protocol.md#life-of-a-group). */
export class StateExchange {
  readonly #options: StateExchangeOptions;
  #dueAt = Number.POSITIVE_INFINITY;

  constructor(options: StateExchangeOptions) {
    this.#options = options;
  }

  /** The time of our next state. */
  get dueAt(): number {
    return this.#dueAt;
  }

  /** We are in an epoch with this many members. */
  entered(size: number): void {
    this.#dueAt = size > 1 ? this.#options.now() + firstState : Number.POSITIVE_INFINITY;
  }

  /** A peer's group and epoch, or a loss. Where nobody sends media, only this shows that a peer has lost the group. */
  receive({ source, groupId, epoch, payload }: Envelope): void {
    const { signs } = this.#options;
    const group = this.#options.group();
    if (group === null) return;
    if (payload.length === lossLength) {
      signs.told(source, group.leaves.length);
      return;
    }
    const isGroup = text(groupId) === text(group.id);
    // A peer that is behind may still get our commit. If it does not, the later states of others show it that.
    if (isGroup && epoch < group.epoch) return;
    const isOurs = isGroup && epoch === group.epoch && text(payload) === text(group.transcript);
    const place = isOurs ? "ours" : isGroup ? "other-epoch" : "other-group";
    this.tell(signs.stated(source, place, group.leaves.length));
  }

  /** Tells these peers that they have lost the group. */
  tell(lost: readonly string[]): void {
    const group = this.#options.group();
    if (group === null) return;
    for (const id of lost) this.#options.send(id, group, new Uint8Array(lossLength));
  }

  /** States our group and epoch when that is due. */
  advance(): void {
    const { now, isLost, opensFrames, send } = this.#options;
    const group = this.#options.group();
    const time = now();
    if (group === null || time < this.#dueAt) return;
    this.#dueAt = time + Math.max(stateInterval, group.leaves.length * stateIntervalPerMember);
    if (!isLost() && !opensFrames()) send(null, group, group.transcript);
  }
}
