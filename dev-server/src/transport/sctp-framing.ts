const COMMON_HEADER = 12;
const CHUNK_HEADER = 4;
const SACK = 3;
const SACK_FIXED = 12;
/**
 * The position of the parameters in chunks that have any: INIT, INIT ACK, HEARTBEAT, its ACK, ERROR,
 * RE-CONFIG.
 */
const PARAMETERS_AT: Readonly<Record<number, number>> = { 1: 16, 2: 16, 4: 0, 5: 0, 9: 0, 130: 0 };
/** A receiver is at most its window behind, so all gaps together are smaller than this. */
const MAX_GAP_SPAN = 1 << 17;
const padded = (length: number) => (length + 3) & ~3;

/**
 * True when an SCTP packet is safe for a parser that trusts its lengths. Chunks and parameters must follow
 * each other without gaps. A length that does not advance, or gap blocks that overlap thousands of times,
 * would keep the parser busy forever.
 */
export function wellFramed(packet: Buffer): boolean {
  if (packet.length < COMMON_HEADER + CHUNK_HEADER) return false;
  for (let at = COMMON_HEADER; at < packet.length; ) {
    if (at + CHUNK_HEADER > packet.length) return false;
    const type = packet.readUInt8(at);
    const length = packet.readUInt16BE(at + 2);
    if (length < CHUNK_HEADER || at + length > packet.length) return false;
    const body = packet.subarray(at + CHUNK_HEADER, at + length);
    const parametersAt = PARAMETERS_AT[type];
    if (parametersAt !== undefined && !tiled(body.subarray(parametersAt))) return false;
    if (type === SACK && !boundedGaps(body)) return false;
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

function boundedGaps(sack: Buffer): boolean {
  if (sack.length < SACK_FIXED) return false;
  const blocks = sack.readUInt16BE(8);
  if (SACK_FIXED + blocks * 4 > sack.length) return false;
  let span = 0;
  for (let block = 0; block < blocks; block++) {
    const at = SACK_FIXED + block * 4;
    span += Math.max(1, sack.readUInt16BE(at + 2) - sack.readUInt16BE(at) + 1);
  }
  return span <= MAX_GAP_SPAN;
}
