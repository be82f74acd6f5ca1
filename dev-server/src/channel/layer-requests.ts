import type { ConnectRequest, RequestRid, SpotlightRequest } from "../signaling/connect-message.ts";

export type SpotlightRids = Pick<SpotlightRequest, "focusRid" | "unfocusRid">;

/** The simulcast layers that one member requested, when connecting and later. */
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

  /** Without a sender, the layer applies to all of them, including those with an earlier request. */
  request(rid: RequestRid, senderId?: string): void {
    if (senderId !== undefined) this.bySender.set(senderId, rid);
    else {
      this.bySender.clear();
      this.general = rid;
    }
  }

  /** Undefined restores the layer from the connect message. */
  requestSpotlight(rids: SpotlightRids | undefined, senderId?: string): void {
    if (!this.initialSpotlight) return;
    if (senderId === undefined) {
      this.spotlightBySender.clear();
      this.spotlight = rids ?? this.initialSpotlight;
    } else if (rids) this.spotlightBySender.set(senderId, rids);
    else this.spotlightBySender.delete(senderId);
  }

  /** The layer of one sender that the member gets at present. */
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
