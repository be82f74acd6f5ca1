import type { ConnectRequest, RequestRid, SpotlightRequest } from "../signaling/connect-message.ts";

export type SpotlightRids = Pick<SpotlightRequest, "focusRid" | "unfocusRid">;

/** Which simulcast layer one member wants of whom: as it connected, and as it asked for since. */
export class LayerRequests {
  private general: RequestRid;
  private readonly bySender = new Map<string, RequestRid>();
  private readonly initialSpotlight: SpotlightRids | undefined;
  private spotlight: SpotlightRids | undefined;
  private readonly spotlightBySender = new Map<string, SpotlightRids>();

  constructor({ simulcastRid, spotlight }: ConnectRequest, defaultRid: RequestRid) {
    this.general = simulcastRid ?? defaultRid;
    this.initialSpotlight = this.spotlight = spotlight;
  }

  /** Without a sender for all of them, also for those who were asked for one by one before. */
  request(rid: RequestRid, senderId?: string): void {
    if (senderId !== undefined) this.bySender.set(senderId, rid);
    else {
      this.bySender.clear();
      this.general = rid;
    }
  }

  /** Undefined goes back to what the member connected with. */
  requestSpotlight(rids: SpotlightRids | undefined, senderId?: string): void {
    if (!this.initialSpotlight) return;
    if (senderId === undefined) {
      this.spotlightBySender.clear();
      this.spotlight = rids ?? this.initialSpotlight;
    } else if (rids) this.spotlightBySender.set(senderId, rids);
    else this.spotlightBySender.delete(senderId);
  }

  /** The layer of one sender that the member gets now. */
  of(senderId: string, focused: boolean): RequestRid {
    const rids = this.spotlightBySender.get(senderId) ?? this.spotlight;
    if (rids) return focused ? rids.focusRid : rids.unfocusRid;
    return this.bySender.get(senderId) ?? this.general;
  }

  forget(senderId: string): void {
    this.bySender.delete(senderId);
    this.spotlightBySender.delete(senderId);
  }
}
