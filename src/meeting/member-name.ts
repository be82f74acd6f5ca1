import type { Peer } from "../store/types.ts";

export const nameLimit = 40;

/**
 * A name as it may be shown: it comes from other members through the server, so anything can be in it. Null when
 * nothing is left. Control and direction characters go: they could make one name look like another.
 */
export function cleanName(value: unknown): string | null {
  if (typeof value !== "string") return null;
  const visible = value
    .slice(0, nameLimit * 16)
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "")
    .replace(/\s+/gu, " ")
    .trim();
  return [...visible].slice(0, nameLimit).join("") || null;
}

/** What a member calls itself in `signalingNotifyMetadata`, or something to tell it apart by. */
export function memberName({ connectionId, metadata }: Named, guest: string): string {
  const name = typeof metadata === "object" && metadata !== null && "name" in metadata ? metadata.name : null;
  return cleanName(name) ?? `${guest} ${connectionId.slice(-4)}`;
}

type Named = Pick<Peer, "connectionId" | "metadata">;
