import { CONNECTION_ID_LENGTH } from "../../ids.ts";

/**
 * True when `bytes` starts with a well-formed E2EE frame header of this sender: config, KID, CTR, connection
 * id.
 */
export function isSealedHeader(bytes: Uint8Array, connectionId: string): boolean {
  const config = bytes[0];
  if (config === undefined || (config & 0x88) !== 0x08) return false;
  const counterLength = (config >> 4) & 7;
  const keyIdLength = config & 7;
  const end = 1 + keyIdLength + counterLength;
  if (bytes.length < end + CONNECTION_ID_LENGTH) return false;
  if (!minimal(bytes, 1, keyIdLength) || !minimal(bytes, 1 + keyIdLength, counterLength)) return false;
  for (let index = 0; index < CONNECTION_ID_LENGTH; index++) {
    if (bytes[end + index] !== connectionId.charCodeAt(index)) return false;
  }
  return true;
}

/**
 * The smallest number of bytes for the value: at least one and, because both values are u32, at most four.
 */
function minimal(bytes: Uint8Array, at: number, length: number): boolean {
  if (length < 1 || length > 4) return false;
  return length === 1 || bytes[at] !== 0;
}
