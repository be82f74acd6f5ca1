import type { CallState } from "./types.ts";

/**
 * Whether everybody agrees on keys in a post-quantum way: the group of the present epoch does, and nobody in the channel uses
 * another agreement or suite.
 */
export function isPostQuantum({ room, peers }: Pick<CallState, "room" | "peers">): boolean {
  if (room?.suite !== "x-wing") return false;
  return Object.values(peers).every(
    ({ encryption }) => encryption.status !== "failing" || encryption.reason !== "other-agreement",
  );
}
