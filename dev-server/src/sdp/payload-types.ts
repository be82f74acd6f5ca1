import type { Codec } from "./codecs.ts";

/** Dynamic payload types (RFC 3551) beside those that the codecs have by default. */
const SPARE = [
  96, 97, 98, 99, 100, 101, 102, 103, 104, 105, 106, 107, 108, 110, 111, 112, 113, 114, 115, 116, 117, 118,
  119, 124, 125, 126, 127,
];

/**
 * The payload types of one connection. A payload type must mean one thing in all sections of a bundle (RFC 8843, section 9.1):
 * members whose codecs have other parameters get one of their own.
 */
export class PayloadTypes {
  private readonly taken = new Map<number, string>();

  of({ name, fmtp, payloadType }: Codec): number {
    const meaning = `${name} ${fmtp}`;
    for (const candidate of [payloadType, ...SPARE]) {
      const has = this.taken.get(candidate);
      if (has !== undefined && has !== meaning) continue;
      this.taken.set(candidate, meaning);
      return candidate;
    }
    // There are more parameter sets than payload types, so the last ones share the codec's own.
    return payloadType;
  }
}
