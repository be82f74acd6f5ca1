import { isOwnConnection } from "./own-connections.ts";
import type { CallState, Peer } from "./types.ts";

/** A participant in the channel: one connection, or all those that proved the same participant key. */
export interface Participant {
  /** The connection id of the participant's main connection, which is the first of `connectionIds`. */
  readonly id: string;
  /**
   * The main connection first, then screens and other connections. Count all of them, because each holds
   * keys.
   */
  readonly connectionIds: readonly [string, ...string[]];
}

type Channel = Pick<CallState, "self" | "peers">;

/**
 * The other participants, in the order in which they joined. Each peer belongs to exactly one of them, so no
 * peer with keys is left out. Connections that this page opened are excluded.
 */
export function selectParticipants({ self, peers }: Channel): readonly Participant[] {
  const others = Object.values(peers).filter((peer) => !isOwnConnection(self, peer));
  const groups = new Map<string, Peer[]>();
  for (const peer of others) {
    // A connection id has no colon, and a fingerprint has one, so they cannot be confused.
    const group = peer.identity.key ?? peer.connectionId;
    groups.set(group, [...(groups.get(group) ?? []), peer]);
  }
  const mains = new Map<Peer, Peer[]>();
  for (const group of groups.values()) {
    const main = group.find((peer) => !claimsScreen(peer)) ?? group[0];
    if (main) mains.set(main, group);
  }
  return others.flatMap((main) => {
    const group = mains.get(main);
    if (group === undefined) return [];
    const rest = group.filter((peer) => peer !== main).map(({ connectionId }) => connectionId);
    return [{ id: main.connectionId, connectionIds: [main.connectionId, ...rest] }];
  });
}

/** True when this connection claims to be a screen, and only sends. */
export function claimsScreen({ participant, role }: Peer): boolean {
  return participant?.purpose === "screen" && role === "sendonly";
}

/** The screens that this page shares, as received from the server. */
export function selectOwnScreens({ self, peers }: Channel): readonly string[] {
  return Object.values(peers)
    .filter((peer) => isOwnConnection(self, peer))
    .map(({ connectionId }) => connectionId)
    .filter((id) => self.ownConnections[id]?.purpose === "screen");
}

/** The place of a connection on the page. */
export interface TilePlace {
  readonly kind: "camera" | "screen";
  /** A screen that this page shares. */
  readonly own: boolean;
  /** Connection id of the participant whose key it proved, if that is another connection. */
  readonly screenOf: string | null;
}

/** Null for a connection without a tile: it is gone, or is a lost connection of ours. */
export function selectTilePlace({ self, peers }: Channel, connectionId: string): TilePlace | null {
  const peer = peers[connectionId];
  if (!peer) return null;
  if (isOwnConnection(self, peer)) {
    const isScreen = self.ownConnections[connectionId]?.purpose === "screen";
    return isScreen ? { kind: "screen", own: true, screenOf: null } : null;
  }
  const kind = claimsScreen(peer) ? "screen" : "camera";
  const { key } = peer.identity;
  if (key === null) return { kind, own: false, screenOf: null };
  const group = Object.values(peers).filter(
    (other) => other.identity.key === key && !isOwnConnection(self, other),
  );
  const main = group.find((other) => !claimsScreen(other)) ?? peer;
  return { kind, own: false, screenOf: main === peer ? null : main.connectionId };
}
