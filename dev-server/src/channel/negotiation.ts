import { randomInt } from "node:crypto";
import type { PublishedTrack } from "../media/published-track.ts";
import type { Subscription } from "../media/subscription.ts";
import type { AnswerLine } from "../sdp/answer.ts";
import { readAnswer } from "../sdp/answer.ts";
import type { Codec, Kind } from "../sdp/codecs.ts";
import { type OfferLine, type OfferTransport, writeOffer } from "../sdp/offer.ts";
import { PayloadTypes } from "../sdp/payload-types.ts";

interface SubscribeSlot {
  readonly type: "subscribe";
  readonly mid: string;
  readonly codec: Codec;
  readonly connectionId: string;
  readonly ssrc: number;
  readonly subscription: Subscription;
  /** The slot that it took over, until an offer contains it. */
  readonly before: UnusedSlot | undefined;
}

interface UnusedSlot {
  readonly type: "unused";
  readonly mid: string;
  readonly codec: Codec;
  /** The client has answered the rejected section: the slot may be taken again. */
  free: boolean;
}

type Slot = Extract<OfferLine, { type: "publish" | "application" }> | SubscribeSlot | UnusedSlot;

export interface NegotiationEvents {
  /** A re-offer is due. At most one is pending. */
  reoffer(sdp: string): void;
  /** The track's packets go out with this payload type. */
  subscribe(track: PublishedTrack, payloadType: number): Subscription;
}

interface PublishFeatures {
  readonly simulcast: boolean;
  readonly audioLevels: boolean;
}

/** The m= sections of one member over the life of its connection: the server always offers. */
export class Negotiation {
  private readonly slots: Slot[] = [];
  private readonly payloadTypes = new PayloadTypes();
  private readonly sessionId = String(randomInt(1, 2 ** 47));
  private inFlight: readonly Slot[] | undefined;
  /** Slots before this index were offered, so their positions are fixed. */
  private fixed = 0;
  private dirty = false;
  private version = 0;
  private mids = 0;
  private closed = false;

  constructor(
    private readonly transport: OfferTransport,
    private readonly events: NegotiationEvents,
  ) {}

  get awaitsAnswer(): boolean {
    return this.inFlight !== undefined;
  }

  addPublishLine(codec: Codec, { simulcast, audioLevels }: PublishFeatures): string {
    const mid = this.nextMid(codec.kind);
    this.payloadTypes.of(codec);
    this.slots.push({ type: "publish", mid, codec, simulcast, audioLevels });
    return mid;
  }

  addApplicationLine(): void {
    this.slots.push({ type: "application", mid: this.nextMid("data") });
  }

  subscribe(track: PublishedTrack): void {
    const { connectionId } = track;
    const codec = { ...track.codec, payloadType: this.payloadTypes.of(track.codec) };
    const has = this.slots.some(
      (slot) =>
        slot.type === "subscribe" && slot.connectionId === connectionId && slot.codec.kind === codec.kind,
    );
    if (has || this.closed) return;
    const index = this.slots.findIndex(
      (slot) => slot.type === "unused" && slot.free && slot.codec.kind === codec.kind,
    );
    const taken = this.slots[index];
    const subscription = this.events.subscribe(track, codec.payloadType);
    const slot: SubscribeSlot = {
      type: "subscribe",
      mid: this.nextMid(codec.kind),
      codec,
      connectionId,
      ssrc: subscription.ssrc,
      subscription,
      before: taken?.type === "unused" ? taken : undefined,
    };
    this.slots[index < 0 ? this.slots.length : index] = slot;
    this.dirty = true;
  }

  unsubscribe(connectionId: string): void {
    for (const slot of [...this.slots]) {
      if (slot.type !== "subscribe" || slot.connectionId !== connectionId) continue;
      slot.subscription.stop();
      const index = this.slots.indexOf(slot);
      if (index >= this.fixed) this.slots.splice(index, 1);
      else {
        this.slots[index] = slot.before ?? {
          type: "unused",
          mid: slot.mid,
          codec: slot.codec,
          free: false,
        };
        this.dirty = true;
      }
    }
  }

  /** All offered subscriptions, for lookups by SSRC or by publisher. */
  subscriptions(): Subscription[] {
    return this.slots.flatMap((slot) => (slot.type === "subscribe" ? [slot.subscription] : []));
  }

  bySsrc(ssrc: number): Subscription | undefined {
    return this.subscriptions().find((subscription) => subscription.ssrc === ssrc);
  }

  createOffer(): string {
    this.dirty = false;
    for (const [index, slot] of this.slots.entries()) {
      if (slot.type === "subscribe" && slot.before) this.slots[index] = { ...slot, before: undefined };
    }
    this.inFlight = [...this.slots];
    this.fixed = this.slots.length;
    return writeOffer(this.sessionId, ++this.version, this.slots, this.transport);
  }

  /** Sends a re-offer after a change. If one is pending, the next follows its answer. */
  flush(): void {
    if (this.dirty && !this.inFlight && !this.closed) this.events.reoffer(this.createOffer());
  }

  /** Takes an answer to the offer in flight; throws SdpError. The caller flushes. */
  answer(sdp: string): { publishing: Kind[]; fingerprints: readonly string[]; passive: boolean } {
    const offered = this.inFlight ?? [];
    const answer = readAnswer(
      sdp,
      offered.map((slot) => slot.mid),
    );
    this.inFlight = undefined;
    const publishing: Kind[] = [];
    answer.lines.forEach((line, index) => {
      const slot = offered[index];
      if (slot?.type === "publish" && sends(line, slot.codec)) publishing.push(slot.codec.kind);
      // A slot that changed after the offer was sent belongs to the next offer.
      if (!slot || this.slots[index] !== slot) return;
      if (slot.type === "unused") slot.free = true;
      if (slot.type === "subscribe" && receives(line, slot.codec)) slot.subscription.start();
    });
    return { publishing, fingerprints: answer.fingerprints, passive: answer.passive };
  }

  close(): void {
    this.closed = true;
    for (const subscription of this.subscriptions()) subscription.stop();
    this.slots.length = 0;
  }

  private nextMid(name: string): string {
    return `${name}_${this.mids++}`;
  }
}

function accepts(line: AnswerLine, codec: Codec): boolean {
  return !line.rejected && line.payloadTypes.includes(codec.payloadType);
}

function sends(line: AnswerLine, codec: Codec): boolean {
  return accepts(line, codec) && (line.direction === "sendonly" || line.direction === "sendrecv");
}

function receives(line: AnswerLine, codec: Codec): boolean {
  return accepts(line, codec) && (line.direction === "recvonly" || line.direction === "sendrecv");
}
