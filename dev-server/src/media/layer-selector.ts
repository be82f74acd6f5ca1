import { SIMULCAST_RIDS, type SimulcastRid } from "../sdp/offer.ts";
import type { RequestRid } from "../signaling/connect-message.ts";

const SILENT_AFTER = 1500;

/** Why a subscriber gets another layer: it asked, or its sender stopped or began to send one. */
export type SwitchTrigger = "sender" | "receiver";

export interface LayerSwitch {
  readonly previous: RequestRid;
  readonly current: RequestRid;
  readonly requested: RequestRid;
  readonly trigger: SwitchTrigger;
}

/** Which simulcast layer one subscriber gets: the one it asked for or, that one being silent, the next below, then above. */
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

  /** Sets the target; true when it is a layer that has just become wanted and needs a key frame. */
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

  /** Whether a packet of this layer is forwarded; a switch happens on the target's key frame only. */
  admits(rid: SimulcastRid, startsKeyFrame: boolean): boolean {
    if (rid === this.target && rid !== this.current && startsKeyFrame) this.current = rid;
    return rid === this.current;
  }

  /** The switch that happened since the last call; the first layer that a subscriber gets is none. */
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
