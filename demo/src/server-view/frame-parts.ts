/** The parts of a frame in order, as offsets into it. */
export interface FrameParts {
  /** The position of the frame header. The bytes before it stay readable. */
  readonly header: number;
  /** The position of the sealed part. */
  readonly sealed: number;
}

const idLength = 26;

/** Finds the E2EE frame header (docs/protocol.md#6-frames) by its sender's id. Null: the frame is not sealed. */
export function frameParts(frame: Uint8Array, connectionId: string): FrameParts | null {
  if (connectionId.length !== idLength) return null;
  const id = [...connectionId].map((character) => character.charCodeAt(0));
  const last = frame.length - idLength;
  for (let at = 3; at <= last; at++) {
    if (!id.every((byte, i) => frame[at + i] === byte)) continue;
    // Config, key id and counter come before the sender's id.
    for (let header = at - 3; header >= Math.max(0, at - 9); header--) {
      const config = frame[header] ?? 0;
      const length = 1 + (config & 7) + ((config >> 4) & 7);
      if ((config & 0x88) === 0x08 && header + length === at) return { header, sealed: at + idLength };
    }
  }
  return null;
}
