import type { CallState } from "./types.ts";

/**
 * True when all peers use post-quantum key agreement: the group of the present epoch does, and no peer of the
 * channel uses another agreement or suite, or none.
 */
export function isPostQuantum({ room, peers }: Pick<CallState, "room" | "peers">): boolean {
  if (room?.suite !== "x-wing") return false;
  return Object.values(peers).every(
    ({ encryption }) =>
      encryption.status !== "unprotected" &&
      (encryption.status !== "failing" || encryption.reason !== "other-agreement"),
  );
}
