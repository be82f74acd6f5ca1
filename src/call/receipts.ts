import { maxReceiptEntries, maxReceiptNumber, readReceipt, writeReceipt } from "../e2ee/messages/receipt.ts";
import type { Clock, TimerHandle } from "../protocol/clock.ts";
import type { LinkQuality, MediaKind, ReceiptEntry, SendingState, WorkerFacts } from "../status.ts";
import type { CallEvent } from "../store/types.ts";
import { isRecord } from "./readable.ts";
import { ReceivedMedia } from "./received-media.ts";
import { SentMedia } from "./sent-media.ts";

/**
 * Peers are told of a change within one tick, and the receipt is repeated after two ticks, which is the
 * period of the protocol.
 */
const tickMs = 1_000;
const periodMs = 2 * tickMs;
/** A receipt expires after this number of periods. */
const lifetime = 3;
/** In a larger channel receipts are less frequent, so that fewer than sixteen arrive per second. */
const peersPerPeriod = 32;
const maxPeriods = 255;
/** Receipts of one peer at shorter intervals are refused. */
const shortestInterval = 250;

export type ReceiptEvent = Extract<CallEvent, { type: "receipt" | "receipts-lapsed" | "sending" }>;

export interface ReceiptsOptions {
  readonly clock: Clock;
  /** Seals and sends to all peers. A rejected call is repeated. */
  readonly send: (data: Uint8Array<ArrayBuffer>) => Promise<void>;
  readonly dispatch: (event: ReceiptEvent) => void;
  /** An invalid receipt arrived from this peer. */
  readonly onMalformed: (connectionId: string) => void;
  /** The quality of our own outgoing media. */
  readonly uplink: () => LinkQuality;
  /**
   * True when the server decides whose media we receive, as with spotlight. Then missing frames mean nothing.
   */
  readonly serverChooses: boolean;
  /** True when no video arrives before it is requested. */
  readonly withoutVideo: boolean;
}

/**
 * Tells peers which of their media we decrypt, and collects their reports about ours
 * (docs/protocol.md#receipts).
 */
export class Receipts {
  readonly #options: ReceiptsOptions;
  readonly #received = new Map<string, ReceivedMedia>();
  readonly #sent = new SentMedia();
  /** The times of our latest receipts, by their numbers. */
  readonly #sentAt = new Map<number, number>();
  /**
   * By peer: the number of its newest receipt, and the time at which its report expires. Null without a
   * report.
   */
  readonly #heard = new Map<string, { number: number; until: number | null }>();
  /** By peer: the time of its last message, valid receipt or not. */
  readonly #arrivedAt = new Map<string, number>();
  #selfId: string | null = null;
  #number = 0;
  #lastSentAt = Number.NEGATIVE_INFINITY;
  #lastPeriods = 1;
  #lastContent = "";
  /**
   * In a channel with more peers than one receipt can list: the position of the first peer in the next
   * receipt.
   */
  #first = 0;
  #timer: TimerHandle | null = null;
  #stopped = false;

  constructor(options: ReceiptsOptions) {
    this.#options = options;
  }

  /** Entries about this connection are ours. */
  connected(selfId: string): void {
    this.#selfId = selfId;
  }

  start(): void {
    if (this.#stopped) return;
    this.#tellSending();
    this.#next();
  }

  stop(): void {
    this.#stopped = true;
    if (this.#timer !== null) this.#options.clock.clearTimer(this.#timer);
  }

  observed({ peers, senders }: Pick<WorkerFacts, "peers" | "senders">): void {
    this.#sent.observed(senders);
    for (const facts of peers) this.#mediaOf(facts.connectionId).observed(facts);
  }

  /** The server has answered our request, which may concern a peer's video, or none. */
  asked(method: string, params: unknown): void {
    if (!method.endsWith("/RequestSimulcastRid") || !isRecord(params)) return;
    const { rid, sender_connection_id: connectionId } = params;
    if (typeof connectionId === "string") this.#mediaOf(connectionId).wantsVideo = rid !== "none";
    else for (const media of this.#received.values()) media.wantsVideo = rid !== "none";
  }

  forget(connectionId: string): void {
    this.#received.delete(connectionId);
    this.#heard.delete(connectionId);
    this.#arrivedAt.delete(connectionId);
  }

  /**
   * A receipt with a valid seal and signature of this peer. It can describe this peer's own receiving only.
   */
  receive(from: string, data: Uint8Array): void {
    const { clock, dispatch, onMalformed } = this.#options;
    const now = clock.now();
    if (now - (this.#arrivedAt.get(from) ?? Number.NEGATIVE_INFINITY) < shortestInterval) return;
    this.#arrivedAt.set(from, now);
    const receipt = readReceipt(data);
    if (receipt === null) {
      dispatch({ type: "receipt", connectionId: from, receipt: null });
      onMalformed(from);
      return;
    }
    const { number, periods, entries } = receipt;
    const isFresh = this.#isFresh(entries.find(({ connectionId }) => connectionId === this.#selfId));
    const until = isFresh ? now + lifetime * periods * periodMs : (this.#heard.get(from)?.until ?? null);
    this.#heard.set(from, { number, until });
    if (isFresh) dispatch({ type: "receipt", connectionId: from, receipt });
  }

  /**
   * The server can hold messages back. A message that echoes our receipt was written after that receipt was
   * sent.
   */
  #isFresh(entry: ReceiptEntry | undefined): boolean {
    const at = this.#sentAt.get(entry?.echo ?? 0);
    return at !== undefined && this.#options.clock.now() - at <= lifetime * this.#lastPeriods * periodMs;
  }

  #mediaOf(connectionId: string): ReceivedMedia {
    let media = this.#received.get(connectionId);
    if (!media) {
      const { serverChooses, withoutVideo } = this.#options;
      media = new ReceivedMedia(serverChooses, !withoutVideo);
      this.#received.set(connectionId, media);
    }
    return media;
  }

  #next(): void {
    if (this.#stopped) return;
    this.#timer = this.#options.clock.setTimer(() => {
      this.#tick();
      this.#next();
    }, tickMs);
  }

  #tick(): void {
    const now = this.#options.clock.now();
    if (this.#sent.tick(now)) this.#tellSending();
    for (const media of this.#received.values()) media.tick();
    this.#lapse(now);
    this.#tell(now);
  }

  #tellSending(): void {
    const sending: Readonly<Record<MediaKind, SendingState>> = { ...this.#sent.state };
    this.#options.dispatch({ type: "sending", sending });
  }

  #lapse(now: number): void {
    const connectionIds: string[] = [];
    for (const [from, heard] of this.#heard) {
      if (heard.until === null || heard.until > now) continue;
      heard.until = null;
      connectionIds.push(from);
    }
    if (connectionIds.length > 0) this.#options.dispatch({ type: "receipts-lapsed", connectionIds });
    for (const [number, at] of this.#sentAt) {
      if (now - at > lifetime * this.#lastPeriods * periodMs) this.#sentAt.delete(number);
    }
  }

  #tell(now: number): void {
    const peers = [...this.#received].filter(([, { facts }]) => facts !== null && facts.keyId !== null);
    const all = [...this.#received].filter(([, { facts }]) => facts !== null && facts.receivers.length > 0);
    // Peers that receive need a number to echo.
    if (peers.length === 0 || (all.length === 0 && !this.#sent.isOn)) return;
    const parts = Math.max(1, Math.ceil(all.length / maxReceiptEntries));
    const periods = Math.min(maxPeriods, Math.max(1, Math.ceil(peers.length / peersPerPeriod)) * parts);
    const uplink = this.#options.uplink();
    const content = [
      uplink,
      ...all.map(([id, { states }]) => [id, states.audio, states.video, this.#heard.has(id)]),
    ];
    const isNews = String(content) !== this.#lastContent;
    // With several parts, the interval of one part is a fraction of the time in which all parts are sent.
    const interval = (periods / parts) * (isNews ? tickMs : periodMs);
    // A timer may be a little early or late.
    if (now - this.#lastSentAt < interval - tickMs / 4) return;
    const first = this.#first < all.length ? this.#first : 0;
    const entries = all.slice(first, first + maxReceiptEntries).map(([connectionId, { states }]) => ({
      connectionId,
      echo: this.#heard.get(connectionId)?.number ?? 0,
      ...states,
    }));
    this.#number = (this.#number % maxReceiptNumber) + 1;
    this.#sentAt.set(this.#number, now);
    this.#lastSentAt = now;
    this.#lastPeriods = periods;
    this.#first = first + maxReceiptEntries;
    this.#lastContent = String(content);
    this.#options.send(writeReceipt({ number: this.#number, periods, uplink, entries })).catch(() => {
      this.#lastContent = "";
    });
  }
}
