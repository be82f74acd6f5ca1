import { selectParticipants, selectTilePlace } from "../store/participants.ts";
import { hasPicture, soundOf } from "../store/peer.ts";
import type { CallState, Peer } from "../store/types.ts";
import type { Consent } from "./consent.ts";
import type { RecordedSource } from "./types.ts";

type Channel = Pick<CallState, "self" | "peers">;

/** The recorded participants: ourselves first, then the others in the order in which they joined. */
export function sourcesOf(state: Channel, consent: Consent): readonly RecordedSource[] {
  const { self, peers } = state;
  const others = Object.values(peers).flatMap((peer): RecordedSource[] => {
    const place = selectTilePlace(state, peer.connectionId);
    if (!place) return [];
    const included = isOpen(peer) && (place.own || consent.of(peer) === "agreed");
    const owner = place.own ? self.name : (peers[place.screenOf ?? peer.connectionId]?.name ?? null);
    return [
      {
        id: peer.connectionId,
        kind: place.kind,
        name: included ? (owner ?? "") : "",
        included,
        video: included && hasPicture(peer, place.kind) ? peer.videoTrack : null,
        audio: included ? soundOf(peer) : null,
      },
    ];
  });
  const own = ownSource(self);
  return own ? [own, ...others] : others;
}

/** Media without encryption is not shown, so it is not recorded either. */
function isOpen({ encryption }: Peer): boolean {
  return encryption.status !== "unprotected";
}

/** Null for a viewer, who sends nothing. */
function ownSource({ name, role, stream, devices }: CallState["self"]): RecordedSource | null {
  if (role === "recvonly") return null;
  const track = (kind: "audio" | "video") =>
    devices[kind] === "none"
      ? null
      : (stream?.getTracks().find((one) => one.kind === kind && one.readyState === "live") ?? null);
  return {
    // The same over reconnects, unlike the connection id.
    id: "self",
    kind: "camera",
    name: name ?? "",
    included: true,
    video: track("video"),
    audio: track("audio"),
  };
}

/** True when there are participants to ask. */
export function isAlone(state: Channel): boolean {
  return selectParticipants(state).length === 0;
}
