import type { PeerEncryption, SafetyNumber, WorkerFacts } from "../../status.ts";
import type { Clock, TimerHandle } from "../media/clock.ts";
import type { Member } from "./member.ts";
import type { Members } from "./members.ts";
import type { Transforms } from "./transforms.ts";

/** Statuses that only time ends are looked at this often. */
const watchMs = 250;
/** Counters travel at most this often. */
const countersMs = 500;

/** What the key agreement lets the page know of a member. */
export interface MemberIdentity {
  readonly fingerprint: string | null;
  readonly safetyNumber: SafetyNumber | null;
}

export interface FactsReporterOptions {
  readonly clock: Clock;
  readonly members: Members;
  readonly transforms: Transforms;
  readonly selfKeyId: () => number | null;
  readonly identity: (connectionId: string) => MemberIdentity;
  readonly report: (facts: WorkerFacts) => void;
}

/** Tells the page: changes of status at once, counters now and then, and nothing while nothing happens. */
export class FactsReporter {
  readonly #options: FactsReporterOptions;
  #timer: TimerHandle | null = null;
  #dirty = false;
  #lastAt = Number.NEGATIVE_INFINITY;
  #stopped = false;

  constructor(options: FactsReporterOptions) {
    this.#options = options;
  }

  /** After each frame; `member` is null for one of our own. */
  counted(member: Member | null, refused: boolean): void {
    this.#dirty = true;
    if (member !== null) {
      if (isBack(member)) this.#report();
      // Another opened frame of a member whose frames open changes nothing, and is what nearly every frame is.
      else if (refused || member.reported.status !== "encrypted") this.#check(member);
    }
    this.watch();
  }

  /** Members, keys or identities changed. */
  changed(): void {
    this.#report();
  }

  stop(): void {
    this.#stopped = true;
    if (this.#timer !== null) this.#options.clock.clearTimer(this.#timer);
    this.#timer = null;
  }

  facts(): WorkerFacts {
    const { members, transforms, selfKeyId, identity } = this.#options;
    return {
      selfKeyId: selfKeyId(),
      senders: [...transforms.senders].map((sender) => sender.facts()),
      peers: [...members].map((member) => ({
        connectionId: member.connectionId,
        encryption: member.encryption(),
        keyId: member.ring.newestKeyId,
        ...identity(member.connectionId),
        receivers: [...member.receivers].map((receiver) => receiver.facts()),
      })),
    };
  }

  #check(member: Member): void {
    if (member.announced !== "unknown" && !isSame(member.reported, member.encryption())) this.#report();
  }

  #report(): void {
    if (this.#stopped) return;
    const { clock, members, report } = this.#options;
    this.#dirty = false;
    this.#lastAt = clock.now();
    const facts = this.facts();
    for (const { connectionId, encryption } of facts.peers) {
      const member = members.find(connectionId);
      if (member === undefined) continue;
      member.reported = encryption;
      for (const receiver of member.receivers) receiver.reportedIdle = receiver.idle;
    }
    report(facts);
    this.watch();
  }

  /** For what time alone will change: to be called when a receiver is new. */
  watch(): void {
    if (this.#timer !== null || this.#stopped) return;
    const { clock, members } = this.#options;
    const mayChange = [...members].some(
      ({ reported, receivers }) =>
        reported.status === "encrypted" ||
        reported.status === "failing" ||
        [...receivers].some(({ reportedIdle }) => !reportedIdle),
    );
    if (!this.#dirty && !mayChange) return;
    this.#timer = clock.setTimer(() => {
      this.#timer = null;
      const changed = [...members].some(
        (member) =>
          !isSame(member.reported, member.encryption()) ||
          [...member.receivers].some(({ idle, reportedIdle }) => idle !== reportedIdle),
      );
      if (changed || (this.#dirty && clock.now() - this.#lastAt >= countersMs)) this.#report();
      else this.watch();
    }, watchMs);
  }
}

/** A stream that was told to be idle is not any more. */
function isBack({ receivers }: Member): boolean {
  for (const { reportedIdle, idle } of receivers) if (reportedIdle && !idle) return true;
  return false;
}

function isSame(a: PeerEncryption, b: PeerEncryption): boolean {
  if (a.status !== b.status) return false;
  return a.status !== "failing" || b.status !== "failing" || a.reason === b.reason;
}
