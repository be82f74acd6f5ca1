import type { EpochEntered } from "../../../../src/e2ee/agreement/mls/group-life.ts";
import { type FrameKey, importFrameKey } from "../../../../src/e2ee/media/frame-crypto.ts";
import { Peers } from "../../../../src/e2ee/worker/peers.ts";
import { SendKeySchedule } from "../../../../src/e2ee/worker/send-key-schedule.ts";
import type { Clock } from "../../../../src/protocol/clock.ts";
import { parseFrameHeader } from "../../../../src/protocol/frame-header.ts";

/** Time for which the leaf of a peer that left may still be in a group (docs/protocol.md#what-is-refused). */
const goneTime = 10_000;
const switchAfterAddMs = 300;
const switchAfterRemoveMs = 1000;

/** Records the problems of a channel: frames with a used counter, and members that are not shown. */
export class ChannelRecord {
  readonly problems: string[] = [];
  /** Each key and counter with which a frame was sealed. */
  readonly #sealed = new Set<string>();
  /** The peers that entered each epoch. */
  readonly #members = new Map<string, Set<SimulatedWorker>>();

  sealed(by: SimulatedWorker, key: string, counter: number): void {
    const pair = `${key} ${counter}`;
    if (this.#sealed.has(pair)) this.problems.push(`${by.id} sealed two frames with one key and counter`);
    this.#sealed.add(pair);
  }

  entered(by: SimulatedWorker, authenticator: Uint8Array): void {
    const epoch = String(authenticator);
    const members = this.#members.get(epoch) ?? new Set();
    for (const other of members) {
      if (other === by) continue;
      if (!by.shows(other.id))
        this.problems.push(`${by.id} entered an epoch of ${other.id}, whom it does not show`);
      if (other.isIn(epoch) && !other.shows(by.id))
        this.problems.push(`${by.id} entered an epoch of ${other.id}, who does not show it`);
    }
    this.#members.set(epoch, members.add(by));
  }
}

/**
 * The parts of a worker that show peers and seal frames, with the keys of a session. They are the real ones. The lines
 * that pass keys on are those of `MlsKeys`, for our own key only.
 */
export class SimulatedWorker {
  readonly #clock: Clock;
  readonly #record: ChannelRecord;
  /** The peers that the page shows. */
  readonly #peers: Peers;
  readonly #left = new Map<string, number>();
  readonly #sealing: SendKeySchedule;
  #started = false;
  #epoch = "";
  /** The key of the last frame. */
  #usedKey = "";

  constructor(
    readonly id: string,
    clock: Clock,
    record: ChannelRecord,
  ) {
    this.#clock = clock;
    this.#record = record;
    this.#peers = new Peers(clock);
    const ignore = () => undefined;
    this.#sealing = new SendKeySchedule({ clock, onExhausted: ignore, onSwitch: ignore });
  }

  peerPresent(id: string): void {
    this.#peers.add(id, "keys");
    this.#left.delete(id);
  }

  peerLeft(id: string): void {
    this.#peers.remove(id);
    this.#left.set(id, this.#clock.now());
  }

  /** True also for a peer that left recently. */
  shows(id: string): boolean {
    return this.#peers.find(id)?.announced === "keys" || this.#leftRecently().includes(id);
  }

  isIn(epoch: string): boolean {
    return this.#epoch === epoch;
  }

  async entered({ epoch, newGroup, added, materials, authenticator, size }: EpochEntered): Promise<void> {
    this.#epoch = String(authenticator);
    this.#record.entered(this, authenticator);
    for (const other of materials.keys())
      if (other !== this.id && !this.shows(other))
        this.#record.problems.push(`${this.id} has a key of ${other}, whom it does not show`);
    if (size - materials.size > this.#leftRecently().length)
      this.#record.problems.push(`${this.id} is in a group with a leaf that it does not show`);
    const material = materials.get(this.id);
    if (material === undefined) return;
    const key = this.#noted(await importFrameKey(material, epoch, "encrypt"), String(material));
    if (!this.#started) this.#sealing.start(this.id, key);
    else if (newGroup) this.#sealing.switchNow(key);
    else this.#sealing.switchLater(key, added ? switchAfterAddMs : switchAfterRemoveMs);
    this.#started = true;
    await this.sendFrame();
  }

  async sendFrame(): Promise<void> {
    const sealing = this.#sealing.sealer?.seal(new Uint8Array(1), 0);
    if (!sealing) return;
    const key = this.#usedKey;
    const header = parseFrameHeader(await sealing, 0);
    if (header === null) this.#record.problems.push(`${this.id} sealed a frame without a header`);
    else this.#record.sealed(this, key, header.counter);
  }

  /** Peers that left within the last seconds. */
  #leftRecently(): string[] {
    const now = this.#clock.now();
    return [...this.#left].flatMap(([id, at]) => (now - at < goneTime ? [id] : []));
  }

  /** A key that tells when it seals. */
  #noted(key: FrameKey, name: string): FrameKey {
    const noteUse = () => {
      this.#usedKey = name;
    };
    return {
      ...key,
      get writeIv() {
        noteUse();
        return key.writeIv;
      },
    };
  }
}
