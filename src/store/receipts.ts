import {
  type LinkQuality,
  type MediaKind,
  mediaKinds,
  type NotOpenedReason,
  type OpenedBy,
  type OpenedByParticipant,
  type OpenedByStatus,
  type Receipt,
  type ReceiptState,
  type SendingState,
} from "../status.ts";
import { selectParticipants } from "./participants.ts";
import { recordOf, withEntry } from "./record.ts";
import type { CallState, Peer } from "./types.ts";

/** A peer's report about one of our connections. */
export interface ToldReceipt extends Readonly<Record<MediaKind, ReceiptState>> {
  /** The time of its first report, in milliseconds since the epoch. */
  readonly since: number;
}

/**
 * The contents of a peer's last receipt. It can describe its own receiving only, and it can lie about that.
 */
export interface PeerReceipt {
  /** By our connection ids, without a prototype: our present connection, and our screens. */
  readonly about: Readonly<Record<string, ToldReceipt>>;
  /** The quality of its own outgoing media, as it reports it. */
  readonly uplink: LinkQuality;
}

export interface ReceiptsState {
  /** The media that we send on our present connection. */
  readonly sending: Readonly<Record<MediaKind, SendingState>>;
  /**
   * By the connection ids of peers, without a prototype. A report that was not repeated for six seconds is
   * removed.
   */
  readonly told: Readonly<Record<string, PeerReceipt>>;
  /** Number of messages that were not valid receipts. */
  readonly refused: number;
}

export const noReceipts: ReceiptsState = {
  sending: { audio: "off", video: "off" },
  told: recordOf([]),
  refused: 0,
};

export function withReceipt(
  state: CallState,
  connectionId: string,
  receipt: Receipt | null,
  at: number,
): CallState {
  const { receipts, peers, self } = state;
  if (receipts === null) return state;
  if (receipt === null) return { ...state, receipts: { ...receipts, refused: receipts.refused + 1 } };
  if (!Object.hasOwn(peers, connectionId)) return state;
  const before = receipts.told[connectionId];
  const about = recordOf(
    receipt.entries
      .filter((entry) => entry.connectionId === self.connectionId || self.ownConnections[entry.connectionId])
      .map(({ connectionId: own, audio, video }): readonly [string, ToldReceipt] => {
        const known = before?.about[own];
        return [own, known?.audio === audio && known.video === video ? known : { audio, video, since: at }];
      }),
  );
  const { uplink } = receipt;
  const isSame =
    before?.uplink === uplink &&
    Object.keys(before.about).length === Object.keys(about).length &&
    Object.keys(about).every((own) => about[own] === before.about[own]);
  if (isSame) return state;
  return {
    ...state,
    receipts: { ...receipts, told: withEntry(receipts.told, connectionId, { about, uplink }) },
  };
}

export function withoutReceipts(state: CallState, connectionIds: readonly string[]): CallState {
  const { receipts } = state;
  if (!receipts || !connectionIds.some((id) => Object.hasOwn(receipts.told, id))) return state;
  const told = recordOf(Object.entries(receipts.told).filter(([id]) => !connectionIds.includes(id)));
  return { ...state, receipts: { ...receipts, told } };
}

type Known = Pick<CallState, "self" | "peers" | "receipts">;

/** @param connectionId Our present connection, or that of our screen. Default: the present one. */
export function selectOpenedBy(state: Known, connectionId = state.self.connectionId): OpenedBy {
  const { receipts, peers } = state;
  if (receipts === null || connectionId === null) {
    return { status: "off", opened: 0, total: 0, participants: [] };
  }
  const sent = sentKinds(state, receipts, connectionId);
  const participants = selectParticipants(state).flatMap(({ id, connectionIds }) => {
    const receiving = connectionIds.filter((peerId) => peers[peerId]?.role !== "sendonly");
    if (receiving.length === 0) return [];
    const results = receiving.map((peerId) => judge(receipts.told[peerId]?.about[connectionId], sent));
    // A participant with two devices decrypts it when both do, or when the other one receives nothing.
    const worst = results.reduce((a, b) => (rank(b) < rank(a) ? b : a));
    return [{ id, connectionIds: receiving, ...worst }];
  });
  const opened = participants.filter(({ status }) => status === "opens").length;
  const total = participants.length;
  const isSilent = participants.every(({ status }) => status === "does-not-say");
  const status = total === 0 ? "alone" : sent.size === 0 ? "idle" : isSilent ? "silent" : "told";
  return { status, opened, total, participants };
}

type Judged = Pick<OpenedByParticipant, "status" | "reason" | "media" | "since">;

const ranks: readonly OpenedByStatus[] = ["cannot", "does-not-say", "waiting", "opens", "not-receiving"];
const rank = ({ status }: Judged) => ranks.indexOf(status);

function judge(told: ToldReceipt | undefined, sent: ReadonlyMap<MediaKind, SendingState>): Judged {
  if (!told) return { status: "does-not-say", reason: null, media: {}, since: null };
  const states = [...sent].map(([kind, sending]): readonly [MediaKind, ReceiptState] => {
    const state = told[kind];
    // Media that we have just started to send may not have arrived yet.
    return [kind, state === "silent" && sending === "new" ? "waiting" : state];
  });
  const media = Object.fromEntries(states);
  const has = (wanted: ReceiptState) => states.some(([, state]) => state === wanted);
  const reason = states.map(([, state]) => state).find(isReason) ?? null;
  const status =
    reason !== null ? "cannot" : has("waiting") ? "waiting" : has("opens") ? "opens" : "not-receiving";
  return { status, reason, media, since: told.since };
}

function isReason(state: ReceiptState): state is NotOpenedReason {
  return state !== "none" && state !== "waiting" && state !== "opens";
}

function sentKinds(
  { self, peers }: Known,
  { sending }: ReceiptsState,
  connectionId: string,
): ReadonlyMap<MediaKind, SendingState> {
  if (connectionId === self.connectionId) {
    return new Map(
      mediaKinds.map((kind) => [kind, sending[kind]] as const).filter(([, sent]) => sent !== "off"),
    );
  }
  // The server sends our own screen back to us.
  const screen: Peer | undefined = peers[connectionId];
  return new Map(mediaKinds.filter((kind) => screen?.sending[kind]).map((kind) => [kind, "on"] as const));
}
