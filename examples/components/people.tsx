import { PeerList, useCallState, useSelf } from "react-sora-e2ee";

interface PeopleProps {
  /** By connection id. */
  readonly names: Readonly<Record<string, string>>;
  readonly ownName: string;
}

export function People({ names, ownName }: PeopleProps) {
  const self = useSelf();
  const peers = useCallState((state) => state.peers);
  const others = Object.values(peers).map((peer) => ({
    ...peer,
    name: names[peer.connectionId] ?? "Guest",
    microphoneOff: !peer.sending.audio,
  }));
  return <PeerList people={[{ ...self, local: true, name: ownName }, ...others]} />;
}
