import { useMemo, useRef, useSyncExternalStore } from "react";
import { nameOf } from "../components/participants/name-of.ts";
import type { ListedParticipant } from "../components/participants/ParticipantListItem.tsx";
import { useSelf } from "../hooks/peers.ts";
import type { Reactions } from "../hooks/reactions-store.ts";
import { samePiece } from "../hooks/same-piece.ts";
import { useCallState } from "../hooks/useCallState.ts";
import { useConnectionQuality } from "../hooks/useConnectionQuality.ts";
import { claimsScreen, selectParticipants } from "../store/participants.ts";
import { selectConnectionQuality } from "../store/quality.ts";
import type { CallState } from "../store/types.ts";
import { useMeeting } from "./useMeeting.ts";

/**
 * All participants for a `ParticipantList`, our own first, and each screen after the participant that it
 * claims. The array and its entries change only when their contents change.
 */
export function useListedParticipants(): readonly ListedParticipant[] {
  const { name, names, media, reactions } = useMeeting();
  const hands = useHands(reactions);
  const { connectionId, role, encryption } = useSelf();
  const microphoneOff = media?.microphone.status !== "on";
  const { level: quality, cause: qualityCause } = useConnectionQuality();
  const self = useMemo(
    () =>
      ({ local: true, connectionId, name, role, encryption, microphoneOff, quality, qualityCause }) as const,
    [connectionId, name, role, encryption, microphoneOff, quality, qualityCause],
  );
  const known = useRef<ReadonlyMap<string | null, ListedParticipant>>(new Map());
  const others = useCallState((state) => {
    const participants = listOthers(state, names).map((participant) => {
      const before = known.current.get(participant.connectionId);
      return before && samePiece(before, participant) ? before : participant;
    });
    known.current = new Map(participants.map((participant) => [participant.connectionId, participant]));
    return participants;
  });
  return useMemo(() => withHands([self, ...others], hands), [self, others, hands]);
}

const noHands: Hands = [];
const noReactions = () => () => undefined;
type Hands = readonly (string | null)[];

/** Connections with a raised hand, the first one first. Null: our own. */
function useHands(reactions: Reactions | null): Hands {
  return useSyncExternalStore(
    reactions?.store.subscribe ?? noReactions,
    () => reactions?.store.getState().hands ?? noHands,
    () => noHands,
  );
}

function withHands(participants: readonly ListedParticipant[], hands: Hands): readonly ListedParticipant[] {
  return participants.map((participant) => {
    const place = hands.indexOf(participant.local ? null : participant.connectionId) + 1;
    return place > 0 ? { ...participant, hand: place } : participant;
  });
}

function listOthers(state: CallState, names: Readonly<Record<string, string>>): ListedParticipant[] {
  return selectParticipants(state).flatMap(({ id: owner, connectionIds }) =>
    connectionIds.flatMap((connectionId) => {
      const peer = state.peers[connectionId];
      if (!peer) return [];
      const { role, encryption, verified, identity, sending, presence } = peer;
      const microphoneOff = !sending.audio && presence === "present";
      // A screen has the name of the participant that it claims, and not its own announced name.
      const named = { connectionId, name: nameOf(names, owner) ?? owner };
      const kind = claimsScreen(peer) ? ("screen" as const) : ("camera" as const);
      const claimed = kind === "screen" && connectionId === owner && !verified;
      const { level: quality, cause: qualityCause } = selectConnectionQuality(state, connectionId);
      const facts = { role, encryption, verified, identity, microphoneOff, quality, qualityCause };
      return [{ ...named, kind, claimed, ...facts }];
    }),
  );
}
