import type { PeerEncryption, PeerFacts, WorkerFacts } from "../../status.ts";
import type { Clock, TimerHandle } from "../media/clock.ts";
import type { PeerIdentity } from "./identities.ts";
import type { Member } from "./member.ts";
import type { Members } from "./members.ts";
import type { Transforms } from "./transforms.ts";

/** Statuses that only time ends are looked at this often. */
const watchMs = 250;
/** Counters travel at most this often. */
const countersMs = 500;

export interface FactsReporterOptions {
  readonly clock: Clock;
  readonly members: Members;
  readonly transforms: Transforms;
  readonly selfKeyId: () => number | null;
  readonly identity: (connectionId: string) => PeerIdentity;
  readonly report: (facts: WorkerFacts) => void;
}

/**
 * Tells the page what changed: statuses at once, counters now and then, and nothing while nothing happens. A report
 * lists only the members that changed, so that the work for one change does not grow with the channel.
 */
export class FactsReporter {
  readonly #options: FactsReporterOptions;
  /** Members with a change that is to be reported at once. */
  readonly #changed = new Set<Member>();
  /** Members with a change that can wait for the next report of counters. */
  readonly #counted = new Set<Member>();
  #timer: TimerHandle | null = null;
  /** A counter of ours or of a member has moved. */
  #moved = false;
  #lastAt = Number.NEGATIVE_INFINITY;
  #reportedKeyId: number | null = null;
  #stopped = false;

  constructor(options: FactsReporterOptions) {
    this.#options = options;
  }

  /** After each frame; `member` is null for one of our own. */
  counted(member: Member | null, refused: boolean): void {
    this.#moved = true;
    if (member !== null) {
      this.#counted.add(member);
      // Another opened frame of a member whose frames open changes nothing, and is what nearly every frame is.
      if (isBack(member) || ((refused || member.reported.status !== "encrypted") && hasNewStatus(member))) {
        this.#changed.add(member);
        this.#report();
      }
    }
    this.watch();
  }

  /** This member is new, or its status, identity or key was changed by what others said. Reported with `flush`. */
  changed(member: Member): void {
    this.#changed.add(member);
  }

  /** More is known of the identity of this member. */
  identified(connectionId: string): void {
    const member = this.#options.members.find(connectionId);
    if (member === undefined) return;
    this.#changed.add(member);
    this.flush();
  }

  /** Something about this member changed that can wait, as counters do. */
  moved(member: Member): void {
    this.#counted.add(member);
    this.#moved = true;
    this.watch();
  }

  /** Reports at once what changed, if anything did. */
  flush(): void {
    if (this.#changed.size > 0 || this.#options.selfKeyId() !== this.#reportedKeyId) this.#report();
  }

  stop(): void {
    this.#stopped = true;
    this.#changed.clear();
    this.#counted.clear();
    if (this.#timer !== null) this.#options.clock.clearTimer(this.#timer);
    this.#timer = null;
  }

  /** Our own facts, with those of all members. */
  facts(): WorkerFacts {
    return { ...this.ownFacts(), peers: [...this.#options.members].map((member) => this.#factsOf(member)) };
  }

  /** Our own facts, without members. */
  ownFacts(): WorkerFacts {
    const { transforms, selfKeyId } = this.#options;
    return {
      selfKeyId: selfKeyId(),
      senders: [...transforms.senders].map((sender) => sender.facts()),
      peers: [],
    };
  }

  /** For what time alone will change: to be called when a receiver is new. */
  watch(): void {
    if (this.#timer !== null || this.#stopped) return;
    const { clock, members } = this.#options;
    if (!this.#moved && ![...members].some(changesWithTime)) return;
    this.#timer = clock.setTimer(() => {
      this.#timer = null;
      for (const member of members) {
        if (hasNewStatus(member) || hasNewIdleReceiver(member)) this.#changed.add(member);
      }
      if (this.#moved && clock.now() - this.#lastAt >= countersMs) {
        for (const member of this.#counted) this.#changed.add(member);
        this.#counted.clear();
        this.#moved = false;
        this.#lastAt = clock.now();
        this.#report();
      } else if (this.#changed.size > 0) this.#report();
      else this.watch();
    }, watchMs);
  }

  #factsOf(member: Member): PeerFacts {
    return {
      connectionId: member.connectionId,
      encryption: member.encryption(),
      keyId: member.ring.newestKeyId,
      ...this.#options.identity(member.connectionId),
      receivers: [...member.receivers].map((receiver) => receiver.facts()),
    };
  }

  #report(): void {
    if (this.#stopped) return;
    const peers: PeerFacts[] = [];
    for (const member of this.#changed) {
      if (this.#options.members.find(member.connectionId) !== member || member.announced === "unknown")
        continue;
      const facts = this.#factsOf(member);
      member.reported = facts.encryption;
      for (const receiver of member.receivers) receiver.reportedIdle = receiver.idle;
      this.#counted.delete(member);
      peers.push(facts);
    }
    this.#changed.clear();
    const own = this.ownFacts();
    this.#reportedKeyId = own.selfKeyId;
    this.#options.report({ ...own, peers });
    this.watch();
  }
}

/** A stream that was told to be idle is not any more. */
function isBack({ receivers }: Member): boolean {
  for (const { reportedIdle, idle } of receivers) if (reportedIdle && !idle) return true;
  return false;
}

function hasNewStatus(member: Member): boolean {
  return member.announced !== "unknown" && !isSame(member.reported, member.encryption());
}

function hasNewIdleReceiver({ receivers }: Member): boolean {
  return [...receivers].some(({ idle, reportedIdle }) => idle !== reportedIdle);
}

function changesWithTime({ reported, receivers }: Member): boolean {
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
