import type { Member } from "./channel/member.ts";
import { HostileOffers } from "./hostile-offers.ts";
import { stripped, withFlippedBit } from "./hostile-packets.ts";
import type { Delivery, ForwardContext, ForwardHook, Identified, Interception } from "./interception.ts";
import type { ReceivedRtp, RtpPacket } from "./media/rtp-packet.ts";
import { isObject, type JsonObject } from "./signaling/json.ts";

/** A member by connection id or client id. The client id is known before it joins. */
export type Who = string;

/** The sender of the packets or messages, and their recipient. Absent means all members. */
export interface Scope {
  readonly from?: Who;
  readonly to?: Who;
}

/** Ends a fault. */
export type Undo = () => void;

type MediaFault = (context: ForwardContext, packets: readonly RtpPacket[]) => readonly RtpPacket[];
type MessageFault = (message: Buffer) => readonly Buffer[];
type NotificationFault = (notification: JsonObject) => JsonObject;

/**
 * A server that attacks its clients. Every fault lasts until it is undone, and none changes the counters of
 * /stats.
 */
export class Hostile implements Interception {
  media: ForwardHook | undefined;
  /** Changes to the offers for clients, and their results. */
  readonly offers = new HostileOffers();
  private readonly mediaFaults = new Map<MediaFault, Scope>();
  private readonly droppedKeys = new Set<Scope>();
  private readonly notificationFaults = new Map<NotificationFault, Scope>();
  private readonly messageFaults = new Map<MessageFault, Scope & { readonly label: string }>();
  private readonly delays = new Set<{
    readonly label: string;
    readonly delay: number | Promise<void>;
    readonly of?: Who;
  }>();
  private readonly undos = new Set<Undo>();

  constructor(private readonly members: () => Iterable<Member>) {}

  /** Flips one bit in the last byte of each packet. */
  flipBits(scope: Scope): Undo {
    return this.addMediaFault(scope, (_context, packets) => packets.map(withFlippedBit));
  }

  /** Removes the E2EE header from every frame. */
  stripSealing(scope: Scope): Undo {
    return this.addMediaFault(scope, ({ from, frame }, packets) =>
      packets.map((packet) => (frame ? stripped(packet, frame, this.connectionIdOf(from)) : packet)),
    );
  }

  /** Repeats the previous frame after every `every`th frame, in new RTP packets. */
  replayFrames(scope: Scope, every = 1): Undo {
    const streams = new Map<string, { before: RtpPacket[]; current: RtpPacket[]; count: number }>();
    return this.addMediaFault(scope, ({ from, to, kind }, packets) => {
      const key = `${from} ${to} ${kind}`;
      const stream = streams.get(key) ?? { before: [], current: [], count: 0 };
      streams.set(key, stream);
      const out = [...packets];
      for (const packet of packets) {
        stream.current.push(packet);
        if (kind === "video" && !packet.marker) continue;
        if (++stream.count % every === 0) {
          out.push(...stream.before.map((old) => ({ ...old, timestamp: (packet.timestamp + 1) >>> 0 })));
        }
        stream.before = stream.current;
        stream.current = [];
      }
      return out;
    });
  }

  /** Shows each of the two members in the other's place to all others. Both must send the same codecs. */
  swapStreams(first: Who, second: Who): Undo {
    const swap = () => {
      const all = [...this.members()];
      const a = all.find((member) => is(member, first));
      const b = all.find((member) => is(member, second));
      if (!a || !b) return;
      for (const other of all) if (other !== a && other !== b) swapSources(other, a, b);
    };
    swap();
    return this.undoable(swap);
  }

  /** Key messages are swallowed. */
  dropKeyMessages(scope: Scope = {}): Undo {
    this.droppedKeys.add(scope);
    return this.undoable(() => this.droppedKeys.delete(scope));
  }

  /** Drops key messages. */
  withholdKeys(from: Who): Undo {
    return this.dropKeyMessages({ from });
  }

  /**
   * Replaces each message on this messaging label by the results of `fault`: none, others, or the same twice.
   */
  spoilMessages(label: string, scope: Scope, fault: MessageFault): Undo {
    this.messageFaults.set(fault, { ...scope, label });
    return this.undoable(() => this.messageFaults.delete(fault));
  }

  /**
   * Opens this DataChannel of new members, or of one of them, after this time in milliseconds, or when this promise
   * resolves. The first fault for the channel counts.
   */
  delayChannel(label: string, delay: number | Promise<void>, of?: Who): Undo {
    const entry = { label, delay, ...(of === undefined ? {} : { of }) };
    this.delays.add(entry);
    return this.undoable(() => this.delays.delete(entry));
  }

  /** Notifications show each of the two members with the other's pre-key bundle. */
  swapBundles(first: Who, second: Who, to?: Who): Undo {
    return this.addNotificationFault(to, (entry, about) => {
      const shown = is(about, first) ? second : is(about, second) ? first : undefined;
      const source = shown === undefined ? undefined : this.find(shown);
      return source ? withBundle(entry, bundleOf(source)) : entry;
    });
  }

  /** Notifications show this member with this pre-key bundle. */
  replaceBundle(of: Who, bundle: JsonObject, to?: Who): Undo {
    return this.addNotificationFault(to, (entry, about) =>
      is(about, of) ? withBundle(entry, bundle) : entry,
    );
  }

  /** Replaces notifications to this member by the result of `change`. */
  changeNotifications(to: Who, change: NotificationFault): Undo {
    this.notificationFaults.set(change, { to });
    return this.undoable(() => this.notificationFaults.delete(change));
  }

  /** Ends all faults. */
  reset(): void {
    for (const undo of [...this.undos]) undo();
  }

  keyMessage(delivery: Delivery, message: Buffer): readonly Buffer[] {
    for (const scope of this.droppedKeys) if (this.covers(scope, delivery)) return [];
    return [message];
  }

  message(delivery: Delivery, label: string, message: Buffer): readonly Buffer[] {
    let messages: readonly Buffer[] = [message];
    for (const [fault, scope] of this.messageFaults) {
      if (scope.label === label && this.covers(scope, delivery)) messages = messages.flatMap(fault);
    }
    return messages;
  }

  channelDelay({ connectionId, clientId }: Identified, label: string): number | Promise<void> {
    for (const { label: delayed, of, delay } of this.delays) {
      if (delayed === label && (of === undefined || of === connectionId || of === clientId)) return delay;
    }
    return 0;
  }

  notification(to: string, notification: JsonObject): JsonObject {
    let shown = notification;
    for (const [fault, scope] of this.notificationFaults) {
      if (this.covers(scope, { from: "", to })) shown = fault(shown);
    }
    return shown;
  }

  offer(member: Identified, sdp: string): string {
    return this.offers.offer(member, sdp);
  }

  arrived(connectionId: string, packet: ReceivedRtp): void {
    this.offers.arrived(connectionId, packet);
  }

  statistics(connectionId: string, reports: readonly JsonObject[]): void {
    this.offers.statistics(connectionId, reports);
  }

  private addMediaFault(scope: Scope, fault: MediaFault): Undo {
    this.mediaFaults.set(fault, scope);
    this.media = (context, packet) => this.spoil(context, packet);
    return this.undoable(() => {
      this.mediaFaults.delete(fault);
      if (this.mediaFaults.size === 0) this.media = undefined;
    });
  }

  private addNotificationFault(
    to: Who | undefined,
    change: (entry: JsonObject, about: Member) => JsonObject,
  ): Undo {
    const changed = (entry: JsonObject): JsonObject => {
      const about = typeof entry.connection_id === "string" ? this.find(entry.connection_id) : undefined;
      return about ? change(entry, about) : entry;
    };
    const fault: NotificationFault = (notification) => {
      const list = (name: "data" | "metadata_list") => {
        const entries = notification[name];
        if (!Array.isArray(entries)) return {};
        return { [name]: entries.map((entry: unknown) => (isObject(entry) ? changed(entry) : null)) };
      };
      return { ...changed(notification), ...list("data"), ...list("metadata_list") };
    };
    this.notificationFaults.set(fault, to === undefined ? {} : { to });
    return this.undoable(() => this.notificationFaults.delete(fault));
  }

  private spoil(context: ForwardContext, packet: RtpPacket): readonly RtpPacket[] {
    let packets: readonly RtpPacket[] = [packet];
    for (const [fault, scope] of this.mediaFaults) {
      if (this.covers(scope, context)) packets = fault(context, packets);
    }
    return packets;
  }

  private covers(scope: Scope, { from, to }: Delivery): boolean {
    const matches = (wanted: Who | undefined, id: string) =>
      wanted === undefined || wanted === id || this.find(id)?.clientId === wanted;
    return matches(scope.from, from) && matches(scope.to, to);
  }

  private find(who: Who): Member | undefined {
    for (const member of this.members()) if (is(member, who)) return member;
    return undefined;
  }

  private connectionIdOf(who: Who): string {
    return this.find(who)?.connectionId ?? who;
  }

  private undoable(undo: () => unknown): Undo {
    const once = () => {
      if (this.undos.delete(once)) undo();
    };
    this.undos.add(once);
    return once;
  }
}

const is = (member: Member, who: Who) => member.connectionId === who || member.clientId === who;

/** Sends one member's media in place of the other's. */
function swapSources(member: Member, a: Member, b: Member): void {
  for (const subscription of member.negotiation.subscriptions()) {
    const { publishedTrack } = subscription;
    const from = publishedTrack.connectionId;
    const source = from === a.connectionId ? b : from === b.connectionId ? a : undefined;
    const track = source?.ingest.track(publishedTrack.codec.kind);
    if (track?.codec.name === publishedTrack.codec.name) subscription.retarget(track);
  }
}

function bundleOf(member: Member): JsonObject | undefined {
  const { notifyMetadata } = member.request;
  const bundle = isObject(notifyMetadata) ? notifyMetadata.pre_key_bundle : undefined;
  return isObject(bundle) ? bundle : undefined;
}

function withBundle(entry: JsonObject, bundle: JsonObject | undefined): JsonObject {
  if (!bundle) return entry;
  const name = isObject(entry.metadata) ? "metadata" : "authn_metadata";
  const metadata = entry[name];
  return isObject(metadata) ? { ...entry, [name]: { ...metadata, pre_key_bundle: bundle } } : entry;
}
