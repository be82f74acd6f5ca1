import type { LayerSwitch } from "../media/layer-selector.ts";
import type { PublishedTrack } from "../media/published-track.ts";
import { type SubscriberPort, Subscription, type SubscriptionWish } from "../media/subscription.ts";
import type { Settings } from "../options.ts";
import type { RequestRid } from "../signaling/connect-message.ts";
import { isForwarded } from "../signaling/forwarding-filters.ts";
import type { Channel } from "./channel.ts";
import { LayerRequests, type SpotlightRids } from "./layer-requests.ts";
import type { Member } from "./member.ts";
import { simulcastSwitched } from "./notifications.ts";

/** Chooses the tracks and layers that one member gets from the others. Its forwarding filters apply. */
export class Reception {
  private readonly layers: LayerRequests;

  constructor(
    private readonly member: Member,
    private readonly channel: Channel,
    private readonly settings: Settings,
  ) {
    this.layers = new LayerRequests(member.request, settings.defaultSimulcastRid);
  }

  /** Subscribes to another member's tracks. The caller flushes the negotiation. */
  subscribeTo(other: Member): void {
    const { request, state, negotiation } = this.member;
    if (request.role === "sendonly" || state === "left" || this.channel.areApart(this.member, other)) return;
    for (const track of other.ingest.tracks) {
      if (request[track.codec.kind] && other.publishes(track.codec.kind)) negotiation.subscribe(track);
    }
  }

  subscription(track: PublishedTrack, payloadType: number): Subscription {
    const { interception } = this.settings;
    return new Subscription(track, this.port(), payloadType, this.wishFor(track), interception);
  }

  /** Without a sender for all of them. Returns false when there is no such sender. */
  requestLayer(rid: RequestRid, senderId?: string): boolean {
    if (!this.knows(senderId)) return false;
    this.layers.request(rid, senderId);
    this.refresh();
    return true;
  }

  /** Undefined restores the layer from the connect message. Returns false when there is no such sender. */
  requestSpotlight(rids: SpotlightRids | undefined, senderId?: string): boolean {
    if (!this.knows(senderId)) return false;
    this.layers.requestSpotlight(rids, senderId);
    this.refresh();
    return true;
  }

  /** Called when the focus changed, or the member made another request. */
  refresh(): void {
    for (const subscription of this.member.negotiation.subscriptions()) {
      subscription.wish(this.wishFor(subscription.publishedTrack));
    }
  }

  forget(senderId: string): void {
    this.layers.forget(senderId);
  }

  private knows(senderId: string | undefined): boolean {
    return senderId === undefined || this.channel.members.has(senderId);
  }

  private wishFor({ connectionId, codec: { kind } }: PublishedTrack): SubscriptionWish {
    const sender = this.channel.members.get(connectionId);
    const clientId = sender?.clientId ?? connectionId;
    return {
      rid: this.layers.of(connectionId, sender !== undefined && this.channel.spotlight.isFocused(sender)),
      forwarded: isForwarded(this.member.request.filters, { connectionId, clientId, kind }),
    };
  }

  private port(): SubscriberPort {
    const { connectionId, transport } = this.member;
    return {
      connectionId,
      sendRtp: transport.sendRtp.bind(transport),
      resendRtp: transport.resendRtp.bind(transport),
      sendRtcp: transport.sendRtcp.bind(transport),
      layerSwitched: (senderId, change) => this.tellOfSwitch(senderId, change),
    };
  }

  private tellOfSwitch(senderId: string, change: LayerSwitch): void {
    if (!this.settings.capabilities.rpc) return;
    this.channel.notify(this.member, simulcastSwitched(senderId, change, this.member.request.grants.rpcRids));
  }
}
