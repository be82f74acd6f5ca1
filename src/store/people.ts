import type { CallState, Peer } from "./types.ts";

/** Somebody in the channel, with all of their connections: a camera and a screen beside it, say. */
export interface Person {
  /** Stays the same while they are here: their `bundleId`, or the connection id where there is none. */
  readonly id: string;
  /** The one they take part with first, then what they only send, such as a screen. */
  readonly connectionIds: readonly [string, ...string[]];
}

/** The other people, in the order in which they came. One's own further connections are not among them. */
export function selectPeople({ self, peers }: Pick<CallState, "self" | "peers">): readonly Person[] {
  const all = Object.values(peers);
  const groups = new Map<string, Peer[]>();
  for (const peer of all) {
    const id = peer.bundleId ?? peer.connectionId;
    if (id === self.bundleId || id === self.connectionId) continue;
    const group = groups.get(id);
    if (group) group.push(peer);
    else groups.set(id, [peer]);
  }
  const people: Person[] = [];
  // By their first connection, so that nobody moves when a screen comes or goes.
  for (const peer of all) {
    const id = peer.bundleId ?? peer.connectionId;
    const group = groups.get(id);
    const first = group?.find(({ role }) => role !== "sendonly") ?? group?.[0];
    if (group && peer === first) people.push({ id, connectionIds: connectionIds(first, group) });
  }
  return people;
}

function connectionIds(first: Peer, group: readonly Peer[]): Person["connectionIds"] {
  const others = group.filter((peer) => peer !== first).map(({ connectionId }) => connectionId);
  return [first.connectionId, ...others];
}
