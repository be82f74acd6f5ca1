import { useState } from "react";
import { TileButton, useActiveSpeaker, usePeerIds, VideoGrid } from "react-sora-e2ee";
import { Member } from "./video-tile.tsx";

/** The grid fills its box, so give the box a size. */
export function Stage({ onDetails }: { readonly onDetails: (id: string) => void }) {
  const ids = usePeerIds();
  const speaker = useActiveSpeaker();
  const [large, setLarge] = useState(false);
  return (
    <div style={{ height: "70vh" }}>
      <TileButton icon="pin" label="Speaker large" aria-pressed={large} onClick={() => setLarge(!large)} />
      <VideoGrid layout={large ? "spotlight" : "grid"} spotlight={speaker}>
        {ids.map((id) => (
          <Member key={id} id={id} onDetails={() => onDetails(id)} />
        ))}
      </VideoGrid>
    </div>
  );
}
