const EXTENSION = 0x04;
const HAS_SIZE = 0x02;

/** Adds the size of the last OBU (AV1, section 5.3). RTP leaves it out, but decoders require it. */
export function withObuSizes(unit: Uint8Array): Uint8Array {
  for (let at = 0; at < unit.length; ) {
    const header = unit[at] ?? 0;
    const headerEnd = at + (header & EXTENSION ? 2 : 1);
    if ((header & HAS_SIZE) === 0) {
      const sized = [
        header | HAS_SIZE,
        ...unit.subarray(at + 1, headerEnd),
        ...leb128(unit.length - headerEnd),
      ];
      return Buffer.concat([unit.subarray(0, at), Uint8Array.from(sized), unit.subarray(headerEnd)]);
    }
    at = endOf(unit, headerEnd);
  }
  return unit;
}

/** `at` is where the size stands. */
function endOf(unit: Uint8Array, at: number): number {
  let size = 0;
  for (let i = 0; i < 8; i++) {
    const byte = unit[at + i] ?? 0;
    size += (byte & 0x7f) * 2 ** (7 * i);
    if ((byte & 0x80) === 0) return at + i + 1 + size;
  }
  return unit.length;
}

function leb128(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...leb128(value >>> 7)];
}
