import { generateEd25519, nativeEd25519 } from "../../../../src/e2ee/agreement/crypto/native.ts";
import { parseEnvelope } from "../../../../src/e2ee/agreement/mls/envelope.ts";
import type { EpochEntered } from "../../../../src/e2ee/agreement/mls/group-life.ts";
import { MlsSession } from "../../../../src/e2ee/agreement/mls/mls-session.ts";
import { loadSuite } from "../../../../src/e2ee/agreement/mls/suite.ts";
import { SoraE2EEError } from "../../../../src/errors.ts";
import type { Clock, TimerHandle } from "../../../../src/protocol/clock.ts";
import type { MlsSuite } from "../../../../src/protocol/mls.ts";
import { suites } from "./parties.ts";
import { ChannelRecord, SimulatedWorker } from "./simulated-worker.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** A clock that only the test advances. */
class FakeClock implements Clock {
  #now = 0;
  #next = 1;
  readonly #timers = new Map<number, { at: number; callback: () => void }>();

  now(): number {
    return this.#now;
  }

  setTimer(callback: () => void, delayMs: number): TimerHandle {
    const id = this.#next++;
    this.#timers.set(id, { at: this.#now + delayMs, callback });
    return id;
  }

  clearTimer(handle: TimerHandle): void {
    this.#timers.delete(handle as number);
  }

  /** The time of the next timer, or `limit` if it is earlier. */
  next(limit: number): number {
    return Math.min(limit, ...[...this.#timers.values()].map(({ at }) => at));
  }

  moveTo(time: number): void {
    this.#now = time;
    const due = [...this.#timers].filter(([, { at }]) => at <= time).sort(([, a], [, b]) => a.at - b.at);
    for (const [id, { callback }] of due) if (this.#timers.delete(id)) callback();
  }
}

/** Between two checks for frames that do not open, as in the worker (ms). */
const framesTime = 1000;
/** Time for which an old key decrypts frames (ms). */
const keptTime = 10_000;

/** The announcement of a peer to another one. */
interface Notice {
  readonly kind: "joined" | "left";
  readonly peer: SimulatedPeer;
}

/** Runs one task at a time, for all peers together, so that its time can be measured. */
class Turns {
  #last: Promise<void> = Promise.resolve();

  take(task: () => Promise<void>): Promise<void> {
    this.#last = this.#last.then(task);
    return this.#last;
  }
}

export class SimulatedPeer {
  readonly id: string;
  readonly session: MlsSession;
  readonly worker: SimulatedWorker;
  readonly refused: string[] = [];
  /** Peers that have shown that they hold their identity keys. */
  readonly proved = new Set<string>();
  readonly epochs: (EpochEntered & { readonly at: number })[] = [];
  /** Notifications that the server has not passed on yet. */
  notices: Notice[] = [];
  /** How long each message of this peer takes before the server has it. The peer itself does not wait (ms). */
  sendingTime: () => number = () => 0;
  /** Messages that the server does not have yet, the earliest first. */
  outbox: { readonly message: Bytes; readonly at: number }[] = [];
  /** Messages in transit to this peer, by sender. Only the order of one sender is kept. */
  readonly inbox = new Map<string, Bytes[]>();
  /** Peers whose last frame did not open. */
  unopened = new Map<string, number>();
  keyPackage: Bytes = new Uint8Array();
  present = true;
  /**
   * A member without a session. It neither receives nor sends. It makes the channel large.
   */
  isLeafOnly = false;
  /** It sends no frames. */
  isViewer = false;
  /** It gets no frames, as the connection of a shared screen. */
  isSendOnly = false;
  /** The number of peers whose last frame opened. */
  opened = 0;
  /** The processor time of its tasks over all threads, in milliseconds. */
  busyMs = 0;
  #work: Promise<void> = Promise.resolve();

  readonly #turns: Turns;

  constructor(worker: SimulatedWorker, turns: Turns, session: (peer: SimulatedPeer) => MlsSession) {
    this.id = worker.id;
    this.worker = worker;
    this.#turns = turns;
    this.session = session(this);
  }

  get epoch(): EpochEntered | undefined {
    return this.epochs.at(-1);
  }

  run(task: () => Promise<void>): void {
    this.#work = this.#work.then(() => this.#turns.take(() => this.#do(task)));
  }

  async #do(task: () => Promise<void>): Promise<void> {
    const begun = process.cpuUsage();
    try {
      await task();
    } catch (error) {
      if (!(error instanceof SoraE2EEError)) throw error;
      this.refused.push(error.message);
    } finally {
      const { user, system } = process.cpuUsage(begun);
      this.busyMs += (user + system) / 1000;
    }
  }

  async idle(): Promise<void> {
    for (let seen: Promise<void> | null = null; seen !== this.#work; ) {
      seen = this.#work;
      await seen;
    }
  }
}

/** The id by which the server names the sender of a message. */
const senderHeaderLength = 26;

function noTraffic() {
  return { sent: 0, sentBytes: 0, delivered: 0, deliveredBytes: 0 };
}

/** Peers of one channel, the server between them, and its counters. */
export class SimulatedChannel {
  readonly clock = new FakeClock();
  readonly all: SimulatedPeer[] = [];
  /** Its list of problems must stay empty. */
  readonly record = new ChannelRecord();
  readonly #turns = new Turns();
  /** The traffic since `startCounting`. */
  traffic = noTraffic();
  /** Number of messages of each kind. */
  kinds: Record<string, number> = {};
  #nextFrames = framesTime;
  readonly #suite: MlsSuite;
  readonly #random: () => number;

  constructor(suite: MlsSuite, random: () => number) {
    this.#suite = suite;
    this.#random = random;
  }

  startCounting(): void {
    this.traffic = noTraffic();
    for (const peer of this.all) peer.busyMs = 0;
  }

  get present(): SimulatedPeer[] {
    return this.all.filter(({ present }) => present);
  }

  /** @param isLeafOnly see there */
  async join(isLeafOnly = false): Promise<SimulatedPeer> {
    const suite = await loadSuite(suites[this.#suite], await generateEd25519(), nativeEd25519);
    const name = String.fromCharCode(65 + Math.floor(this.#random() * 26));
    const id = `${name}${this.all.length}`.padEnd(26, "-");
    const peer = new SimulatedPeer(
      new SimulatedWorker(id, this.clock, this.record),
      this.#turns,
      (self) =>
        new MlsSession({
          suite,
          clock: this.clock,
          randomBytes: (length) => Uint8Array.from({ length }, () => Math.floor(this.#random() * 256)),
          send: (messages) => this.#send(self, messages),
          entered: async (change) => {
            self.epochs.push({ ...change, at: this.clock.now() });
            await self.worker.entered(change);
          },
          proved: (other) => void self.proved.add(other),
          refused: (_id, error) => void self.refused.push(error.message),
          opensFrames: () => self.opened > 0,
          enqueue: (task) => self.run(task),
        }),
    );
    peer.keyPackage = await peer.session.init();
    const others = this.present;
    this.all.push(peer);
    peer.isLeafOnly = isLeafOnly;
    if (!isLeafOnly) peer.run(() => peer.session.start(id, others.length === 0));
    for (const other of others) {
      peer.notices.push({ kind: "joined", peer: other });
      other.notices.push({ kind: "joined", peer });
    }
    return peer;
  }

  leave(peer: SimulatedPeer): void {
    peer.present = false;
    for (const other of this.present) other.notices.push({ kind: "left", peer });
  }

  /** Passes the oldest notification on. */
  notify(peer: SimulatedPeer): boolean {
    const notice = peer.notices.shift();
    if (notice === undefined) return false;
    const { id, keyPackage } = notice.peer;
    peer.run(async () => {
      if (notice.kind === "joined") {
        peer.worker.peerPresent(id);
        await peer.session.peerPresent(id, keyPackage);
      } else {
        peer.worker.peerLeft(id);
        await peer.session.peerLeft(id);
      }
    });
    return true;
  }

  deliver(to: SimulatedPeer, message: Bytes): void {
    to.run(() => to.session.receive(message));
  }

  async idle(): Promise<void> {
    for (const peer of this.all) await peer.idle();
  }

  /** The server is honest for this time (ms): it delivers all messages in order. */
  async settle(time: number): Promise<void> {
    const end = this.clock.now() + time;
    this.#nextFrames = Math.max(this.#nextFrames, this.clock.now());
    for (;;) {
      await this.idle();
      let moved = false;
      for (const peer of this.all) this.#passOn(peer);
      for (const peer of this.present.filter((one) => !one.isLeafOnly)) {
        while (this.notify(peer)) moved = true;
        for (const queue of peer.inbox.values()) {
          for (const message of queue.splice(0)) {
            this.deliver(peer, message);
            moved = true;
          }
        }
      }
      if (moved) continue;
      if (this.clock.now() >= end) return;
      const sent = this.all.flatMap(({ outbox }) => outbox.map(({ at }) => at));
      const next = this.clock.next(Math.min(end, this.#nextFrames, ...sent));
      this.clock.moveTo(next);
      if (next >= this.#nextFrames) this.#sendFrames();
    }
  }

  /** All peers send a frame to all others, and note whose frames cannot be decrypted. */
  #sendFrames(): void {
    this.#nextFrames = this.clock.now() + framesTime;
    const now = this.clock.now();
    for (const viewer of this.present.filter(({ isLeafOnly }) => !isLeafOnly)) {
      const left = (place: number) => viewer.epochs[place + 1]?.at ?? now;
      const held = new Set(
        viewer.epochs
          .filter(
            (_one, place) =>
              now - left(place) < keptTime &&
              !viewer.epochs.slice(place + 1).some(({ newGroup }) => newGroup),
          )
          .flatMap(({ materials }) => [...materials.values()].map(String)),
      );
      const senders = this.present.filter(
        (peer) =>
          peer !== viewer && !viewer.isSendOnly && !peer.isViewer && peer.epoch?.materials.has(peer.id),
      );
      const unopened = senders.filter((peer) => !held.has(String(peer.epoch?.materials.get(peer.id))));
      const since = new Map(unopened.map(({ id }) => [id, viewer.unopened.get(id) ?? now]));
      viewer.unopened = since;
      viewer.opened = senders.length - since.size;
      viewer.run(() => viewer.worker.sendFrame());
      const times = new Map([...since].map(([id, at]) => [id, now - at]));
      if (times.size > 0) viewer.run(() => viewer.session.unopened(times, senders.length - times.size));
    }
  }

  /** Gives the server the messages of this peer that have taken their time. */
  #passOn(from: SimulatedPeer): void {
    const now = this.clock.now();
    while (from.outbox[0] !== undefined && from.outbox[0].at <= now) {
      const { message } = from.outbox[0];
      from.outbox.shift();
      this.#relay(from, message);
    }
  }

  #send(from: SimulatedPeer, messages: readonly Bytes[]): void {
    for (const message of messages) {
      const at = Math.max(from.outbox.at(-1)?.at ?? 0, this.clock.now() + from.sendingTime());
      from.outbox.push({ message, at });
    }
    this.#passOn(from);
  }

  #relay(from: SimulatedPeer, message: Bytes): void {
    const { destination, kind, payload } = parseEnvelope(message);
    // A member without a session would be asked for its proof endlessly.
    if (kind === "proof" && payload.length === 0 && this.all.some(({ isLeafOnly }) => isLeafOnly)) return;
    this.kinds[kind] = (this.kinds[kind] ?? 0) + 1;
    this.traffic.sent += 1;
    this.traffic.sentBytes += message.length;
    for (const peer of this.all) {
      if (peer === from || !peer.present) continue;
      this.traffic.delivered += 1;
      this.traffic.deliveredBytes += message.length + senderHeaderLength;
      // The relay delivers everything to all peers, and the page drops messages for others.
      if (peer.isLeafOnly || (destination !== null && destination !== peer.id)) continue;
      const queue = peer.inbox.get(from.id) ?? [];
      queue.push(message);
      peer.inbox.set(from.id, queue);
    }
  }
}
