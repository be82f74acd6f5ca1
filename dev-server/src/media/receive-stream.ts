import { compactNtp, type ReceptionReport } from "./rtcp.ts";

const WINDOW = 1024;
const MAX_JUMP = 3000;
const MAX_MISSING = 256;
const NACK_INTERVAL = 40;
const NACK_TRIES = 10;
const MAX_NACKED_AT_ONCE = 64;

interface Missing {
  askAt: number;
  tries: number;
}

/** One SSRC as it arrives: received sequence numbers, missing ones to request, and loss reports. */
export class ReceiveStream {
  lastArrival = 0;
  private highest = -1;
  private base = 0;
  private received = 0;
  private expectedBefore = 0;
  private receivedBefore = 0;
  private senderReport: { readonly ntp: number; readonly at: number } | undefined;
  private readonly seen = new Float64Array(WINDOW).fill(-1);
  private readonly missing = new Map<number, Missing>();

  constructor(
    readonly ssrc: number,
    readonly rid: string | undefined,
    private readonly askAgain: boolean,
  ) {}

  /** Returns false for a repeated packet, and for one that is too late to check. */
  accept(sequenceNumber: number, now: number): boolean {
    this.lastArrival = now;
    const extended = this.extend(sequenceNumber);
    if (extended <= this.highest - WINDOW || this.seen[extended % WINDOW] === extended) return false;
    this.seen[extended % WINDOW] = extended;
    this.received++;
    this.missing.delete(extended);
    if (extended > this.highest) {
      if (this.askAgain) {
        for (let lost = Math.max(this.highest + 1, extended - MAX_MISSING); lost < extended; lost++) {
          this.missing.set(lost, { askAt: now, tries: 0 });
        }
      }
      this.highest = extended;
    }
    return true;
  }

  /** Sequence numbers to request now. Each is requested a few times, then given up. */
  takeNacks(now: number): number[] {
    if (this.missing.size === 0) return [];
    const due: number[] = [];
    for (const [sequence, state] of this.missing) {
      if (state.tries >= NACK_TRIES || sequence <= this.highest - WINDOW) this.missing.delete(sequence);
      else if (state.askAt <= now && due.length < MAX_NACKED_AT_ONCE) {
        state.tries++;
        state.askAt = now + NACK_INTERVAL;
        due.push(sequence & 0xffff);
      }
    }
    return due;
  }

  sawSenderReport(packet: Buffer, now: number): void {
    this.senderReport = { ntp: compactNtp(packet), at: now };
  }

  report(now: number): ReceptionReport {
    const expected = this.highest - this.base + 1;
    const expectedNow = expected - this.expectedBefore;
    const lostNow = Math.max(0, expectedNow - (this.received - this.receivedBefore));
    this.expectedBefore = expected;
    this.receivedBefore = this.received;
    return {
      ssrc: this.ssrc,
      fractionLost: expectedNow > 0 ? Math.min(255, Math.floor((lostNow * 256) / expectedNow)) : 0,
      cumulativeLost: Math.max(0, expected - this.received),
      highestSequence: this.highest % 2 ** 32,
      jitter: 0,
      lastSenderReport: this.senderReport?.ntp ?? 0,
      delaySinceSenderReport: this.senderReport
        ? Math.floor(((now - this.senderReport.at) * 65536) / 1000)
        : 0,
    };
  }

  private extend(sequenceNumber: number): number {
    if (this.highest >= 0) {
      const distance = ((sequenceNumber - this.highest + 0x8000) & 0xffff) - 0x8000;
      if (Math.abs(distance) < MAX_JUMP) return this.highest + distance;
    }
    // The first packet, or a restarted sender. One cycle ahead, so that earlier packets stay positive.
    const start = 65536 + sequenceNumber;
    this.base = start;
    this.highest = start - 1;
    this.received = this.receivedBefore = this.expectedBefore = 0;
    this.seen.fill(-1);
    this.missing.clear();
    return start;
  }
}
