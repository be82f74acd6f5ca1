import { usePeerIds, useSelf, VideoGrid } from "react-sora-e2ee";
import { OwnTile } from "./OwnTile.tsx";
import { PeerTile } from "./PeerTile.tsx";

interface PeopleProps {
  /** One's own. */
  readonly name: string;
  readonly microphoneOn: boolean;
  readonly cameraOn: boolean;
}

/** More than ever come: nobody is to be on a further page, where there would be no tile of theirs. */
const onePage = 1000;

/** One tile per member, one's own first, as soon as the connection has an id. */
export function People({ name, microphoneOn, cameraOn }: PeopleProps) {
  const { connectionId } = useSelf();
  const peerIds = usePeerIds();
  return (
    <VideoGrid maxTiles={onePage} minTileWidth={1}>
      {connectionId !== null && (
        <OwnTile
          key={connectionId}
          connectionId={connectionId}
          name={name}
          microphoneOn={microphoneOn}
          cameraOn={cameraOn}
        />
      )}
      {peerIds.map((id) => (
        <PeerTile key={id} connectionId={id} />
      ))}
    </VideoGrid>
  );
}
