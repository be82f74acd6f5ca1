import { useState } from "react";
import { AudioSink, usePeer, usePeerIds, VideoGrid } from "react-sora-e2ee";
import { Member } from "./video-tile.tsx";

/** Plays the sound of participants on other pages of the grid. */
export function PagedStage({ onDetails }: { readonly onDetails: (id: string) => void }) {
  const ids = usePeerIds();
  const [visible, setVisible] = useState<readonly string[]>([]);
  return (
    <>
      <VideoGrid maxTiles={9} onVisibleChange={setVisible}>
        {ids.map((id) => (
          <Member key={id} id={id} onDetails={() => onDetails(id)} />
        ))}
      </VideoGrid>
      {ids
        .filter((id) => !visible.includes(id))
        .map((id) => (
          <Voice key={id} id={id} />
        ))}
    </>
  );
}

function Voice({ id }: { readonly id: string }) {
  const peer = usePeer(id);
  return peer && <AudioSink stream={peer.stream} encryption={peer.encryption} />;
}
