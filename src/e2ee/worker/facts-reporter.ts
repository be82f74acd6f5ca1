import { type Clock, Deadline } from "../../protocol/clock.ts";
import type { PeerEncryption, PeerFacts, RoomFacts, WorkerFacts } from "../../status.ts";
import type { TransformHost } from "./host.ts";
import type { PeerIdentity } from "./identities.ts";
import type { Peer } from "./peer.ts";
import type { Peers } from "./peers.ts";

/** Minimum time between two checks of statuses that change by time alone. */
const watchMs = 250;
/** Minimum time between two reports of counters. */
const countersMs = 500;

export interface FactsReporterOptions {
  readonly clock: Clock;
  readonly peers: Peers;
  readonly transforms: TransformHost;
  readonly selfKeyId: () => number | null;
  readonly identity: (connectionId: string) => PeerIdentity;
  readonly report: (facts: WorkerFacts) => void;
}

/**
 * Reports changes to the page: statuses at once, counters at intervals, and nothing without changes. A report
 * lists only the peers that changed, so that the work for one change does not grow with the channel.
 */
export class FactsReporter {
  readonly #options: FactsReporterOptions;
  /** Peers with a change to report at once. */
  readonly #changed = new Set<Peer>();
  /** Peers with a change that can wait for the next counters. */
  readonly #counted = new Set<Peer>();
  readonly #deadline: Deadline;
  /** True when a counter of ours or of a peer has changed. */
  #moved = false;
  #lastAt = Number.NEGATIVE_INFINITY;
  #reportedKeyId: number | null = null;
  /** Undefined when the key agreement has no groups. */
  #room: RoomFacts | null | undefined;
  #hasNewRoom = false;
  #stopped = false;

  constructor(options: FactsReporterOptions) {
    this.#options = options;
    this.#deadline = new Deadline(options.clock, () => this.#look());
  }

  /** Called after each frame. `peer` is null for our own frames. */
  counted(peer: Peer | null, refused: boolean): void {
    this.#moved = true;
    if (peer !== null) {
      this.#counted.add(peer);
      // Another decrypted frame of a healthy peer changes nothing, and nearly all frames are such frames.
      if (isBack(peer) || ((refused || peer.reported.status !== "encrypted") && hasNewStatus(peer))) {
        this.#changed.add(peer);
        this.#report();
      }
    }
    this.watch();
  }

  /** This peer is new, or messages changed its status, identity or keys. Reported with `flush`. */
  changed(peer: Peer): void {
    this.#changed.add(peer);
  }

  /** The group is in a new epoch. Reported with `flush`. Null: there is no group yet. */
  entered(room: RoomFacts | null): void {
    this.#room = room;
    this.#hasNewRoom = true;
  }

  /** More facts about the identity of this peer are known. */
  identified(connectionId: string): void {
    const peer = this.#options.peers.find(connectionId);
    if (peer === undefined) return;
    this.#changed.add(peer);
    this.flush();
  }

  /** Something about this peer changed that can wait, such as counters. */
  moved(peer: Peer): void {
    this.#counted.add(peer);
    this.#moved = true;
    this.watch();
  }

  /** Reports changes at once, if there are any. */
  flush(): void {
    const { selfKeyId } = this.#options;
    if (this.#changed.size > 0 || this.#hasNewRoom || selfKeyId() !== this.#reportedKeyId) this.#report();
  }

  stop(): void {
    this.#stopped = true;
    this.#changed.clear();
    this.#counted.clear();
    this.#deadline.clear();
  }

  /** Our own facts, with those of all peers. */
  facts(): WorkerFacts {
    return { ...this.ownFacts(), peers: [...this.#options.peers].map((peer) => this.#factsOf(peer)) };
  }

  /** Our own facts, without peers. */
  ownFacts(): WorkerFacts {
    const { transforms, selfKeyId } = this.#options;
    return {
      selfKeyId: selfKeyId(),
      senders: [...transforms.senders].map((sender) => sender.facts()),
      peers: [],
      ...(this.#room === undefined ? {} : { room: this.#room }),
    };
  }

  /** Watches for changes by time alone. Call this for each new receiver. */
  watch(): void {
    if (this.#deadline.isSet || this.#stopped) return;
    const { clock, peers } = this.#options;
    if (this.#moved || [...peers].some(changesWithTime)) this.#deadline.set(clock.now() + watchMs);
  }

  #look(): void {
    const { clock, peers } = this.#options;
    for (const peer of peers) {
      if (hasNewStatus(peer) || hasNewIdleReceiver(peer)) this.#changed.add(peer);
    }
    if (this.#moved && clock.now() - this.#lastAt >= countersMs) {
      for (const peer of this.#counted) this.#changed.add(peer);
      this.#counted.clear();
      this.#moved = false;
      this.#lastAt = clock.now();
      this.#report();
    } else if (this.#changed.size > 0) this.#report();
    else this.watch();
  }

  #factsOf(peer: Peer): PeerFacts {
    return {
      connectionId: peer.connectionId,
      encryption: peer.encryption(),
      keyId: peer.ring.newestKeyId,
      ...this.#options.identity(peer.connectionId),
      receivers: [...peer.receivers].map((receiver) => receiver.facts()),
    };
  }

  #report(): void {
    if (this.#stopped) return;
    const peers: PeerFacts[] = [];
    for (const peer of this.#changed) {
      if (this.#options.peers.find(peer.connectionId) !== peer) continue;
      const facts = this.#factsOf(peer);
      peer.reported = facts.encryption;
      for (const receiver of peer.receivers) receiver.reportedIdle = receiver.idle;
      this.#counted.delete(peer);
      peers.push(facts);
    }
    this.#changed.clear();
    const own = this.ownFacts();
    this.#reportedKeyId = own.selfKeyId;
    this.#hasNewRoom = false;
    this.#options.report({ ...own, peers });
    this.watch();
  }
}

/** A stream that was reported as idle is active again. */
function isBack({ receivers }: Peer): boolean {
  for (const { reportedIdle, idle } of receivers) if (reportedIdle && !idle) return true;
  return false;
}

function hasNewStatus(peer: Peer): boolean {
  return !isSame(peer.reported, peer.encryption());
}

function hasNewIdleReceiver({ receivers }: Peer): boolean {
  return [...receivers].some(({ idle, reportedIdle }) => idle !== reportedIdle);
}

function changesWithTime({ reported, receivers }: Peer): boolean {
  return (
    reported.status === "encrypted" ||
    reported.status === "failing" ||
    [...receivers].some(({ reportedIdle }) => !reportedIdle)
  );
}

function isSame(a: PeerEncryption, b: PeerEncryption): boolean {
  if (a.status !== b.status) return false;
  return a.status !== "failing" || b.status !== "failing" || a.reason === b.reason;
}
