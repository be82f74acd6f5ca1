import { ParticipantList, useCallState, useSelf } from "react-sora-e2ee";

interface ParticipantsProps {
  /** Names by connection id. */
  readonly names: Readonly<Record<string, string>>;
  readonly ownName: string;
}

export function Participants({ names, ownName }: ParticipantsProps) {
  const self = useSelf();
  const peers = useCallState((state) => state.peers);
  const others = Object.values(peers).map((peer) => ({
    ...peer,
    name: names[peer.connectionId] ?? "Guest",
    microphoneOff: !peer.sending.audio,
  }));
  return <ParticipantList participants={[{ ...self, local: true, name: ownName }, ...others]} />;
}
