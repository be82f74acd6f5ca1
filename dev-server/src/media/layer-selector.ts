import { SIMULCAST_RIDS, type SimulcastRid } from "../sdp/offer.ts";

const SILENT_AFTER = 1500;

/** Which simulcast layer one subscriber gets: the one it asked for or, that one being silent, the next below, then above. */
export class LayerSelector {
  current: SimulcastRid | undefined;
  target: SimulcastRid | undefined;

  constructor(public preferred: SimulcastRid) {}

  /** Sets the target; true when it is a layer that has just become wanted and needs a key frame. */
  choose(lastArrivals: ReadonlyMap<SimulcastRid, number>, now: number): boolean {
    const active = SIMULCAST_RIDS.filter((rid) => now - (lastArrivals.get(rid) ?? -Infinity) < SILENT_AFTER);
    const below = active.filter((rid) => rid <= this.preferred).at(-1);
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
}
