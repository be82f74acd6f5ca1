import { PeerList, useCallState, useI18n, useSelf } from "react-sora-e2ee";
import { ownNames } from "./own-names.ts";
import { namesById } from "./people.ts";

export function SimulatedPeople() {
  const { locale } = useI18n();
  const { connectionId, role, encryption } = useSelf();
  const peers = useCallState((state) => state.peers);
  const others = Object.values(peers).map((peer) => ({
    connectionId: peer.connectionId,
    name: namesById[peer.connectionId] ?? peer.connectionId,
    role: peer.role,
    microphoneOff: !peer.sending.audio,
    encryption: peer.encryption,
    verified: peer.verified,
  }));
  return (
    <PeerList people={[{ local: true, connectionId, name: ownNames(locale), role, encryption }, ...others]} />
  );
}
