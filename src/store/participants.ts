import { isOwnConnection } from "./own-connections.ts";
import type { CallState, Peer } from "./types.ts";

/** A participant in the channel, with the connections that say they are this participant's screens. */
export interface Participant {
  /** The connection id of the one they take part with: the same as the first of `connectionIds`. */
  readonly id: string;
  /**
   * The one they take part with first, then those that say they are a screen of theirs. Nothing proves that: show these as
   * a claim, and count them.
   */
  readonly connectionIds: readonly [string, ...string[]];
}

type Channel = Pick<CallState, "self" | "peers">;

/**
 * The other participants, in the order in which they came. Each peer is in exactly one of them, so no peer that holds keys
 * is left out. Connections that this page opened itself are not among them.
 */
export function selectParticipants({ self, peers }: Channel): readonly Participant[] {
  const others = Object.values(peers).filter((peer) => !isOwnConnection(self, peer));
  const cameras = new Map<string, string>();
  for (const { participant, connectionId } of others) {
    if (participant?.purpose !== "camera" || cameras.has(participant.id)) continue;
    // Whoever claims to be us is not: no screen of ours is somebody else's.
    if (participant.id === self.participantId) continue;
    cameras.set(participant.id, connectionId);
  }
  const screens = new Map<string, string[]>();
  const participants: string[] = [];
  for (const peer of others) {
    const owner = claimsScreen(peer) ? cameras.get(peer.participant?.id ?? "") : undefined;
    if (owner === undefined) participants.push(peer.connectionId);
    else screens.set(owner, [...(screens.get(owner) ?? []), peer.connectionId]);
  }
  return participants.map((id) => ({ id, connectionIds: [id, ...(screens.get(id) ?? [])] }));
}

/** Whether this connection says that it is a screen, and at least only sends. */
export function claimsScreen({ participant, role }: Peer): boolean {
  return participant?.purpose === "screen" && role === "sendonly";
}

/** The screens that this page shares, as they come back from the server. */
export function selectOwnScreens({ self, peers }: Channel): readonly string[] {
  return Object.values(peers)
    .filter((peer) => isOwnConnection(self, peer))
    .map(({ connectionId }) => connectionId)
    .filter((id) => self.ownConnections[id]?.purpose === "screen");
}
