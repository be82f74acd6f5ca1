import { SIMULCAST_RIDS, type SimulcastRid } from "../sdp/offer.ts";
import type { RequestRid } from "../signaling/connect-message.ts";

const SILENT_AFTER = 1500;

/** The reason for another layer: the subscriber requested it, or its sender stopped or started a layer. */
export type SwitchTrigger = "sender" | "receiver";

export interface LayerSwitch {
  readonly previous: RequestRid;
  readonly current: RequestRid;
  readonly requested: RequestRid;
  readonly trigger: SwitchTrigger;
}

/**
 * The simulcast layer for one subscriber: the requested one or, if that is silent, the next lower one, then a
 * higher one.
 */
export class LayerSelector {
  current: SimulcastRid | undefined;
  target: SimulcastRid | undefined;
  private askedSince = false;
  private before: RequestRid | undefined;

  constructor(private wanted: RequestRid) {}

  get preferred(): RequestRid {
    return this.wanted;
  }

  /** Returns the switch to `none`, which happens at once. */
  prefer(rid: RequestRid): LayerSwitch | undefined {
    if (rid === this.wanted) return undefined;
    this.wanted = rid;
    this.askedSince = true;
    if (rid !== "none") return undefined;
    this.current = this.target = undefined;
    return this.switchedTo("none");
  }

  /** Sets the target. True when it is a newly wanted layer that needs a key frame. */
  choose(lastArrivals: ReadonlyMap<SimulcastRid, number>, now: number): boolean {
    if (this.wanted === "none") return false;
    const { wanted } = this;
    const active = SIMULCAST_RIDS.filter((rid) => now - (lastArrivals.get(rid) ?? -Infinity) < SILENT_AFTER);
    const below = active.filter((rid) => rid <= wanted).at(-1);
    const target = below ?? active[0] ?? this.current;
    if (target === this.target) return false;
    this.target = target;
    return target !== this.current;
  }

  /** True when a packet of this layer is forwarded. A switch happens only on a key frame of the target. */
  admits(rid: SimulcastRid, startsKeyFrame: boolean): boolean {
    if (rid === this.target && rid !== this.current && startsKeyFrame) this.current = rid;
    return rid === this.current;
  }

  /** The switch since the last call. The first layer of a subscriber does not count as one. */
  takeSwitch(): LayerSwitch | undefined {
    return this.current === undefined ? undefined : this.switchedTo(this.current);
  }

  private switchedTo(current: RequestRid): LayerSwitch | undefined {
    const previous = this.before;
    if (previous === current) return undefined;
    this.before = current;
    const trigger = this.askedSince ? "receiver" : "sender";
    this.askedSince = false;
    return previous === undefined ? undefined : { previous, current, requested: this.wanted, trigger };
  }
}
