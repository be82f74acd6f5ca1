import type { SoraCall } from "../call/types.ts";
import { participantKeyOf } from "./consent.ts";
import { announcementExpiry, type RecordingMessage, writeMessage } from "./messages.ts";
import type { AnnouncedRecording } from "./types.ts";

/** The recordings that other participants announce. */
export interface Announced {
  receive(from: string, message: RecordingMessage): void;
  answer(key: string, agreed: boolean): void;
  /** We have another connection, which recorders may not know yet. */
  reconnected(): void;
  clear(): void;
}

/** Limit for one participant. */
const perRecorder = 3;
/** Maximum number of remembered answers, also of recordings without recent announcements. */
const rememberedAnswers = 100;
/** Minimum time before the next request of a recorder that was answered interrupts again, in milliseconds. */
const quietFor = 60_000;

interface Entry {
  readonly recorder: string;
  readonly id: string;
  readonly timer: ReturnType<typeof setTimeout>;
  readonly shown: AnnouncedRecording;
}

export function createAnnounced(
  call: SoraCall,
  label: string,
  onChange: (others: readonly AnnouncedRecording[]) => void,
): Announced {
  const entries = new Map<string, Entry>();
  const answers = new Map<string, "agreed" | "declined">();
  const answeredAt = new Map<string, number>();
  let order: readonly AnnouncedRecording[] = [];

  const show = (): void => {
    const next = [...entries.values()].map(({ shown }) => shown);
    if (next.length === order.length && next.every((one, at) => one === order[at])) return;
    order = next;
    onChange(next);
  };
  const drop = (key: string): void => {
    const entry = entries.get(key);
    if (!entry) return;
    clearTimeout(entry.timer);
    entries.delete(key);
    show();
  };
  const change = (key: string, changed: Partial<AnnouncedRecording>): void => {
    const entry = entries.get(key);
    if (!entry) return;
    const isSame = Object.entries(changed).every(
      ([name, value]) => entry.shown[name as keyof AnnouncedRecording] === value,
    );
    if (isSame) return;
    entries.set(key, { ...entry, shown: { ...entry.shown, ...changed } });
    show();
  };
  /** Repeated with each announcement until the recorder confirms it. */
  const sendAnswer = (key: string): void => {
    const entry = entries.get(key);
    if (!entry || entry.shown.answer === null) return;
    const { id, shown } = entry;
    const message = writeMessage({ type: "answer", id, agreed: shown.answer === "agreed" });
    void call.sendSealedMessage(label, message, { to: shown.from }).catch(() => undefined);
  };
  const isQuiet = (recorder: string): boolean =>
    Date.now() - (answeredAt.get(recorder) ?? Number.NEGATIVE_INFINITY) < quietFor;

  /** This may be a recorder who reconnected, and whose participant key is not known yet. */
  const isHeardOf = (id: string): boolean =>
    [...entries.values()].some((entry) => entry.id === id) ||
    [...answers.keys()].some((key) => key.endsWith(` ${id}`));

  const announced = (from: string, message: Extract<RecordingMessage, { type: "announcement" }>): void => {
    const peer = call.store.getState().peers[from];
    if (!peer) return;
    const recorder = participantKeyOf(peer);
    const { id, status, age } = message;
    const key = `${recorder} ${id}`;
    // The same recording, from before the participant key of this connection was known.
    const early = recorder === from ? undefined : entries.get(`${from} ${id}`);
    if (early) {
      drop(early.shown.key);
      const { answer } = early.shown;
      if (answer !== null && !answers.has(key)) answers.set(key, answer);
    }
    if (status === "ended") {
      drop(key);
      return;
    }
    const known = entries.get(key);
    const count = [...entries.values()].filter((entry) => entry.recorder === recorder).length;
    if (!known && count >= perRecorder) return;
    if (known) clearTimeout(known.timer);
    const timer = setTimeout(() => drop(key), announcementExpiry);
    const began = status === "recording" ? (known?.shown.since ?? Date.now() - age * 1000) : null;
    // Another connection of the recorder may not have our answer.
    const moved = known !== undefined && known.shown.from !== from;
    const before: AnnouncedRecording = known?.shown ?? {
      key,
      from,
      status,
      since: began,
      answer: answers.get(key) ?? null,
      confirmed: false,
      quiet: isQuiet(recorder) || isHeardOf(id),
    };
    entries.set(key, { recorder, id, timer, shown: before });
    change(key, { from, status, since: began, ...(moved && { confirmed: false }) });
    show();
    if (entries.get(key)?.shown.confirmed === false) sendAnswer(key);
  };

  return {
    receive: (from, message) => {
      if (message.type === "announcement") announced(from, message);
      if (message.type !== "heard") return;
      for (const [key, { id, shown }] of entries) {
        const answer = message.agreed ? "agreed" : "declined";
        if (id === message.id && shown.from === from && shown.answer === answer)
          change(key, { confirmed: true });
      }
    },
    answer: (key, agreed) => {
      const entry = entries.get(key);
      if (!entry) return;
      answeredAt.set(entry.recorder, Date.now());
      const given = agreed ? "agreed" : "declined";
      answers.delete(key);
      for (const oldest of [...answers.keys()].slice(0, Math.max(0, answers.size - rememberedAnswers + 1))) {
        answers.delete(oldest);
      }
      answers.set(key, given);
      change(key, { answer: given, confirmed: false });
      sendAnswer(key);
    },
    reconnected: () => {
      for (const key of [...entries.keys()]) change(key, { confirmed: false });
    },
    clear: () => {
      for (const { timer } of entries.values()) clearTimeout(timer);
      entries.clear();
      answers.clear();
      answeredAt.clear();
      show();
    },
  };
}
