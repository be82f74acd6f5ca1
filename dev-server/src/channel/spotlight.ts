import type { Member } from "./member.ts";

/** From Sora's documentation of spotlight. */
const DEFAULT_NUMBER = 5;
/** -dBov, as RFC 6464 writes levels: 0 is the loudest, 127 is silence. */
const QUIETEST_SPEECH = 50;
/** A single loud packet may be a click. */
const LOUD_PACKETS = 3;
const WITHIN = 1000;

export interface SpotlightEvents {
  changed(member: Member, focused: boolean): void;
}

/** The members with the focus in one channel: those that spoke last, at most `spotlight_number`. */
export class Spotlight {
  private number: number | undefined;
  /** The member that spoke last is at the end. */
  private focused: Member[] = [];
  private readonly loud = new Map<Member, number[]>();

  constructor(private readonly events: SpotlightEvents) {}

  /** The first member with a number sets it for the channel. */
  joined({ request: { spotlight } }: Member): void {
    this.number ??= spotlight?.number;
  }

  isFocused(member: Member): boolean {
    return this.focused.includes(member);
  }

  /** An audio packet of the member came, with this level in its header extension. */
  heard(member: Member, level: number, now: number): void {
    if (level > QUIETEST_SPEECH) return;
    const recent = [...(this.loud.get(member) ?? []), now]
      .filter((at) => now - at <= WITHIN)
      .slice(-LOUD_PACKETS);
    this.loud.set(member, recent);
    if (recent.length < LOUD_PACKETS) return;
    const had = this.isFocused(member);
    this.focused = [...this.focused.filter((each) => each !== member), member];
    if (had) return;
    const out = this.focused.length > (this.number ?? DEFAULT_NUMBER) ? this.focused.shift() : undefined;
    if (out) this.events.changed(out, false);
    this.events.changed(member, true);
  }

  left(member: Member): void {
    this.loud.delete(member);
    this.focused = this.focused.filter((each) => each !== member);
  }
}
