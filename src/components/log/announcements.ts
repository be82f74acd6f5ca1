import type { EventToTell } from "../../i18n/event-texts.ts";
import type { MessageKey } from "../../i18n/types.ts";

/** An entry of a call's event log. */
export interface AnnouncerEntry extends EventToTell {
  /** Grows from entry to entry. */
  readonly id: number;
  readonly connectionId: string | null;
}

export type AnnouncementMessage = Extract<MessageKey, `announce.${string}`>;

export interface Announcement {
  readonly message: AnnouncementMessage;
  /** The connection id of the event's peer. Empty for ourselves. */
  readonly connectionIds: readonly string[];
  /** True: it is announced before the others. */
  readonly urgent: boolean;
}

/**
 * Events within this time are combined into one sentence, which includes only what still holds at its end.
 */
export const gatherMs = 1_000;

type Topic = "presence" | "encryption" | "verification";

interface Pending {
  readonly message: AnnouncementMessage;
  readonly topic: Topic;
  readonly connectionId: string | null;
  readonly dueAt: number;
}

const statusMessages: Readonly<Record<string, AnnouncementMessage>> = {
  encrypted: "announce.encrypted",
  failing: "announce.failing",
  unprotected: "announce.unprotected",
  protected: "announce.protected",
  blocked: "announce.blocked",
};

const urgent: ReadonlySet<AnnouncementMessage> = new Set([
  "announce.failing",
  "announce.unprotected",
  "announce.blocked",
  "announce.changed",
]);

/** Turns log entries into the few sentences worth interrupting a person for. Time comes from the caller. */
export class Announcements {
  #lastId: number | null = null;
  #names: Readonly<Record<string, string>> = {};
  readonly #pending = new Map<string, Pending>();
  /** The last announced state of each peer and topic, to avoid repeats. */
  readonly #told = new Map<string, AnnouncementMessage>();

  /** Takes the log, oldest entry first. The first log is history and is not announced. */
  take(entries: readonly AnnouncerEntry[], now: number, names: Readonly<Record<string, string>> = {}): void {
    this.#names = { ...this.#names, ...names };
    const newest = entries.at(-1)?.id ?? 0;
    const lastId = this.#lastId;
    this.#lastId = newest;
    // Ids that went back belong to another call's log.
    if (lastId === null || newest < lastId) {
      this.#pending.clear();
      this.#told.clear();
      for (const entry of entries) this.#remember(entry);
      return;
    }
    for (const entry of entries) if (entry.id > lastId) this.#notice(entry, now);
  }

  /** Names by connection id, including peers that left. */
  get names(): Readonly<Record<string, string>> {
    return this.#names;
  }

  /** The time of the next announcement. Null when nothing waits. */
  nextAt(): number | null {
    let next: number | null = null;
    for (const { dueAt } of this.#pending.values()) next = next === null ? dueAt : Math.min(next, dueAt);
    return next;
  }

  /**
   * The announcements due now. Waiting joins and leaves are included, so that a group is announced together.
   */
  due(now: number): readonly Announcement[] {
    const messages = new Set<AnnouncementMessage>();
    for (const { message, dueAt } of this.#pending.values()) if (dueAt <= now) messages.add(message);
    return [...messages].map((message) => this.#tell(message, now));
  }

  #tell(message: AnnouncementMessage, now: number): Announcement {
    const connectionIds: string[] = [];
    for (const [key, pending] of this.#pending) {
      const comesAlong = pending.topic === "presence" || pending.dueAt <= now;
      if (pending.message !== message || !comesAlong) continue;
      this.#pending.delete(key);
      if (pending.topic === "encryption") this.#told.set(key, message);
      if (pending.connectionId !== null) connectionIds.push(pending.connectionId);
    }
    return { message, connectionIds, urgent: urgent.has(message) };
  }

  #notice(entry: AnnouncerEntry, now: number): void {
    const { kind, detail, connectionId } = entry;
    switch (kind) {
      case "peer-joined":
        if (this.#cancel("presence", connectionId, "announce.left")) return;
        this.#wait(
          "presence",
          connectionId,
          detail === "peer-present" ? "announce.present" : "announce.joined",
          now,
        );
        return;
      case "peer-left": {
        this.#told.delete(keyOf("encryption", connectionId));
        this.#pending.delete(keyOf("encryption", connectionId));
        // A changed identity is announced in any case, because the server decides when a participant leaves.
        this.#cancel("verification", connectionId, "announce.unverified");
        const unheard =
          this.#cancel("presence", connectionId, "announce.joined") ||
          this.#cancel("presence", connectionId, "announce.present");
        if (!unheard) this.#wait("presence", connectionId, "announce.left", now);
        return;
      }
      case "encryption":
        this.#noticeStatus(connectionId, detail, now);
        return;
      case "self-encryption":
        this.#noticeStatus(null, detail, now);
        return;
      case "verified":
        if (detail === "changed") this.#wait("verification", connectionId, "announce.changed", now);
        else if (detail === "unverified")
          this.#wait("verification", connectionId, "announce.unverified", now);
        else this.#pending.delete(keyOf("verification", connectionId));
        return;
    }
  }

  /** A change is announced after it has lasted. A step in between only cancels the earlier announcement. */
  #noticeStatus(connectionId: string | null, detail: string, now: number): void {
    const message = messageOf(detail);
    const key = keyOf("encryption", connectionId);
    if (message !== undefined && this.#pending.get(key)?.message === message) return;
    this.#pending.delete(key);
    if (message === undefined || this.#told.get(key) === message) return;
    this.#wait("encryption", connectionId, message, now);
  }

  #wait(topic: Topic, connectionId: string | null, message: AnnouncementMessage, now: number): void {
    // This device sends no media any more. That does not pass by itself, so it is announced at once.
    const dueAt = message === "announce.blocked" ? now : now + gatherMs;
    this.#pending.set(keyOf(topic, connectionId), { message, topic, connectionId, dueAt });
  }

  #cancel(topic: Topic, connectionId: string | null, message: AnnouncementMessage): boolean {
    const key = keyOf(topic, connectionId);
    return this.#pending.get(key)?.message === message && this.#pending.delete(key);
  }

  #remember({ kind, detail, connectionId }: AnnouncerEntry): void {
    if (kind !== "encryption" && kind !== "self-encryption") return;
    const message = messageOf(detail);
    const key = keyOf("encryption", kind === "encryption" ? connectionId : null);
    if (message !== undefined) this.#told.set(key, message);
  }
}

function messageOf(detail: string): AnnouncementMessage | undefined {
  const [status = ""] = detail.split(":");
  return Object.hasOwn(statusMessages, status) ? statusMessages[status] : undefined;
}

function keyOf(topic: Topic, connectionId: string | null): string {
  return `${topic} ${connectionId ?? ""}`;
}
