const COMMON_HEADER = 12;
const INIT = 1;
const INIT_ACK = 2;
const RECONFIG = 130;
const INIT_FIXED = 16;
const padded = (length: number) => (length + 3) & ~3;

/** Whether chunks and parameters tile the packet: a length that does not advance would keep a reader busy for ever. */
export function wellFramed(packet: Buffer): boolean {
  if (packet.length < COMMON_HEADER + 4) return false;
  for (let at = COMMON_HEADER; at < packet.length; ) {
    if (at + 4 > packet.length) return false;
    const type = packet.readUInt8(at);
    const length = packet.readUInt16BE(at + 2);
    if (length < 4 || at + length > packet.length) return false;
    const parameters =
      type === INIT || type === INIT_ACK ? at + 4 + INIT_FIXED : type === RECONFIG ? at + 4 : undefined;
    if (parameters !== undefined && !tiled(packet.subarray(parameters, at + length))) return false;
    at += padded(length);
  }
  return true;
}

function tiled(parameters: Buffer): boolean {
  for (let at = 0; at + 4 <= parameters.length; ) {
    const length = parameters.readUInt16BE(at + 2);
    if (length < 4) return false;
    at += padded(length);
  }
  return true;
}
