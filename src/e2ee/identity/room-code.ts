import type { RoomCode } from "../../status.ts";

const info = "react-sora-e2ee room code 1";
const digitGroups = 6;
const emojiCount = 6;

/**
 * The code that all members of an MLS group can compare. It is the same for all members, and changes with each
 * epoch (docs/protocol.md#15-mls). Digits and emoji share no bits, so neither reveals anything about the other.
 * @param authenticator `epoch_authenticator` of RFC 9420, section 8.7
 */
export async function roomCode(authenticator: Uint8Array<ArrayBuffer>): Promise<RoomCode> {
  const key = await crypto.subtle.importKey("raw", authenticator, "HKDF", false, ["deriveBits"]);
  const parameters = {
    name: "HKDF",
    hash: "SHA-256",
    salt: new Uint8Array(),
    info: new TextEncoder().encode(info),
  };
  const bytes = new Uint8Array(await crypto.subtle.deriveBits(parameters, key, (5 * digitGroups + 5) * 8));
  let digits = "";
  for (let group = 0; group < digitGroups; group++) {
    digits += String(numberAt(bytes, 5 * group) % 100_000).padStart(5, "0");
  }
  const bits = BigInt(numberAt(bytes, 5 * digitGroups));
  const emoji = Array.from({ length: emojiCount }, (_, i) =>
    Number(BigInt.asUintN(6, bits >> BigInt(40 - 6 * (i + 1)))),
  );
  return { digits, emoji };
}

/** Five bytes as a number. */
function numberAt(bytes: Uint8Array, offset: number): number {
  return bytes.subarray(offset, offset + 5).reduce((value, byte) => value * 256 + byte, 0);
}
