import type { CodecFrames } from "./codec-frames.ts";

/** RFC 9628: I|P|L|F|B|E|V|Z. Each layer frame of a picture is a frame of its own, for the packetizer and for transforms. */
export const vp9Frames: CodecFrames = {
  frameStart(payload) {
    const first = payload[0] ?? 0;
    if ((first & 0x08) === 0) return undefined;
    const at = descriptorLength(payload, first);
    if (at === undefined || at >= payload.length) return undefined;
    return { key: (first & 0x40) === 0, head: payload.subarray(at) };
  },
  headerOffsets: () => [0],
};

function descriptorLength(payload: Uint8Array, first: number): number | undefined {
  const flexible = (first & 0x10) !== 0;
  let at = 1;
  if (first & 0x80) at += (payload[at] ?? 0) & 0x80 ? 2 : 1;
  if (first & 0x20) at += flexible ? 1 : 2;
  if (flexible && first & 0x40) {
    for (let references = 0; references < 3; references++) if (((payload[at++] ?? 0) & 1) === 0) break;
  }
  if (first & 0x02) {
    const structure = payload[at++];
    if (structure === undefined) return undefined;
    if (structure & 0x10) at += ((structure >> 5) + 1) * 4;
    if (structure & 0x08) {
      for (let pictures = payload[at++] ?? 0; pictures > 0; pictures--)
        at += 1 + (((payload[at] ?? 0) >> 2) & 3);
    }
  }
  return at;
}
