import { CLOSE, Refusal } from "../close-reasons.ts";
import { CONNECTION_ID_LENGTH, createId } from "../ids.ts";
import type { Settings } from "../options.ts";
import { isObject, type Json, type JsonObject } from "../signaling/json.ts";
import { type ChannelStats, type ConnectionStats, createConnectionStats } from "../stats.ts";
import type { Member } from "./member.ts";
import { Notifications } from "./notifications.ts";
import { Spotlight } from "./spotlight.ts";

const DESTINATION = 30;
const SHORTEST_KEY_MESSAGE = DESTINATION + CONNECTION_ID_LENGTH;

/** Receives joins and leaves of a channel. */
export interface ChannelObserver {
  memberCame(channelId: string, member: Member): void;
  memberWent(channelId: string, member: Member): void;
}

/** The members of one channel, and all data between them. */
export class Channel {
  readonly sessionId = createId();
  readonly members = new Map<string, Member>();
  readonly spotlight = new Spotlight({ changed: (member, focused) => this.focusChanged(member, focused) });
  private readonly stats = new Map<string, ConnectionStats>();
  private readonly notifications: Notifications;

  constructor(
    readonly id: string,
    private readonly settings: Settings,
    private readonly observer: ChannelObserver,
  ) {
    this.notifications = new Notifications(settings, this.sessionId);
  }

  get isEmpty(): boolean {
    return this.members.size === 0;
  }

  /** Members with a ready media transport. Others are not visible in the channel yet. */
  get present(): Member[] {
    return [...this.members.values()].filter((member) => member.state === "connected");
  }

  /** Members of one bundle get nothing from each other. Without a bundle id, each has its own. */
  areApart(a: Member, b: Member): boolean {
    return a === b || a.bundleId === b.bundleId;
  }

  statsOf(member: Member): ConnectionStats {
    const stats = createConnectionStats(member.request.role, member.request.e2ee);
    this.stats.set(member.connectionId, stats);
    return stats;
  }

  snapshot(): ChannelStats {
    return { connections: structuredClone(Object.fromEntries(this.stats)) };
  }

  /** A member's media transport is up. */
  announce(member: Member): void {
    const { present } = this;
    this.observer.memberCame(this.id, member);
    const others = present.filter((each) => !this.areApart(each, member));
    this.spotlight.joined(member);
    this.notify(member, this.notifications.ownCreated(member, present, others));
    for (const other of others) {
      this.notify(other, this.notifications.created(member, present));
      other.reception.subscribeTo(member);
      member.reception.subscribeTo(other);
      other.negotiation.flush();
    }
    member.negotiation.flush();
  }

  leave(member: Member): void {
    const wasPresent = member.announced;
    this.members.delete(member.connectionId);
    this.spotlight.left(member);
    this.observer.memberWent(this.id, member);
    const stats = this.stats.get(member.connectionId);
    if (stats) stats.left = true;
    for (const other of this.members.values()) {
      other.reception.forget(member.connectionId);
      if (wasPresent && other.state === "connected" && !this.areApart(member, other)) {
        this.notify(other, this.notifications.destroyed(member, this.present));
      }
      other.negotiation.unsubscribe(member.connectionId);
      other.negotiation.flush();
    }
  }

  /**
   * Routes by the destination id in the message. Throws a Refusal for a message that cannot be routed at all.
   */
  routeKeyMessage(from: Member, message: Buffer): void {
    if (!from.request.e2ee) throw new Refusal(CLOSE.unexpectedBinary);
    if (message.length < SHORTEST_KEY_MESSAGE) throw new Refusal(CLOSE.invalidKeyMessage("too short"));
    const destination = message.subarray(DESTINATION, SHORTEST_KEY_MESSAGE).toString("latin1");
    if (!/^[!-~]{26}$/.test(destination)) {
      throw new Refusal(CLOSE.invalidKeyMessage("the destination is not a connection id"));
    }
    from.stats.e2eeMessages++;
    const to = this.members.get(destination);
    // The recipient may have left a moment ago, so this is not an error.
    if (!to?.request.e2ee || this.areApart(from, to) || to.state !== "connected") return;
    const delivery = { from: from.connectionId, to: to.connectionId };
    const delivered = this.settings.interception.keyMessage?.(delivery, message) ?? [message];
    for (const each of delivered) to.carriers.sendKeyMessage(each);
    if (this.settings.keyFrameAfterKeys) from.requestKeyFrameSoon();
  }

  /**
   * A message on a messaging label, which goes to every other member that has the label and receives on it.
   */
  broadcast(from: Member, label: string, data: Buffer): void {
    const sending = from.request.messaging.find((each) => each.label === label);
    if (!sending || sending.direction === "recvonly") return;
    for (const to of this.present) {
      const receiving = to.request.messaging.find((each) => each.label === label);
      if (this.areApart(from, to) || !receiving || receiving.direction === "sendonly") continue;
      const delivery = { from: from.connectionId, to: to.connectionId };
      const delivered = this.settings.interception.message?.(delivery, label, data) ?? [data];
      const header = Buffer.from(receiving.senderIdHeader ? from.connectionId : "", "latin1");
      for (const each of delivered) to.carriers.sendMessage(label, Buffer.concat([header, each]));
    }
  }

  /** Called once a minute, for all members. */
  tellOfUpdate(member: Member): void {
    const { present } = this;
    const notification = this.notifications.updated(member, present);
    for (const to of present) if (to === member || !this.areApart(to, member)) this.notify(to, notification);
  }

  /** A push message to all members. */
  push(data: JsonObject): void {
    for (const to of this.present) to.carriers.sendPush(data);
  }

  /** @returns the current metadata. */
  putNotifyMetadata(member: Member, metadata: Json, push: boolean): Json {
    member.notifyMetadata = metadata;
    if (push) this.push(metadataPush(member, "PutMetadata", { metadata }));
    return metadata;
  }

  /** @returns the current metadata. */
  putNotifyMetadataItem(member: Member, key: string, value: Json, push: boolean): Json {
    const before = isObject(member.notifyMetadata) ? member.notifyMetadata : {};
    // A key may have the name of a property that every object has.
    const metadata = Object.fromEntries([...Object.entries(before), [key, value]]) as JsonObject;
    member.notifyMetadata = metadata;
    if (push) this.push(metadataPush(member, "PutMetadataItem", { key, value }));
    return metadata;
  }

  notify(to: Member, notification: JsonObject): void {
    if (!(to.request.grants.notify ?? this.settings.signalingNotify)) return;
    const { interception } = this.settings;
    const delivered = interception.notification
      ? interception.notification(to.connectionId, notification)
      : notification;
    if (delivered) to.carriers.sendNotification(delivered);
  }

  private focusChanged(member: Member, focused: boolean): void {
    const notification = this.notifications.spotlight(member, focused);
    for (const to of this.present) {
      to.reception.refresh();
      if (to.request.spotlight) this.notify(to, notification);
    }
  }
}

/** From Sora's page on extended signaling metadata. */
function metadataPush(member: Member, action: string, changed: JsonObject): JsonObject {
  return {
    type: "signaling_notify_metadata_ext",
    action,
    connection_id: member.connectionId,
    client_id: member.clientId,
    ...changed,
  };
}
