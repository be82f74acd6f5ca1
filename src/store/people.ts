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
  const own = new Set([self.bundleId, self.connectionId]);
  const groups = new Map<string, Peer[]>();
  for (const peer of Object.values(peers)) {
    const id = peer.bundleId ?? peer.connectionId;
    if (own.has(id)) continue;
    const group = groups.get(id);
    if (group) group.push(peer);
    else groups.set(id, [peer]);
  }
  const people = [...groups].flatMap(([id, group]) => {
    const first = group.find(({ role }) => role !== "sendonly") ?? group[0];
    if (!first) return [];
    const others = group.filter((peer) => peer !== first).map(({ connectionId }) => connectionId);
    return [{ id, connectionIds: [first.connectionId, ...others] as const }];
  });
  // By their first connection, so that nobody moves when a screen comes or goes.
  const order = new Map(Object.keys(peers).map((connectionId, index) => [connectionId, index]));
  const place = ({ connectionIds: [first] }: Person): number => order.get(first) ?? 0;
  return people.sort((a, b) => place(a) - place(b));
}
