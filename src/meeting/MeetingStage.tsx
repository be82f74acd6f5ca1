import { useState } from "react";
import { useLastOf } from "../components/grid/grid-featured.ts";
import { VideoGrid } from "../components/grid/VideoGrid.tsx";
import { AudioSink } from "../components/tile/AudioSink.tsx";
import { useWithoutTile } from "../hooks/AdaptiveLayers.tsx";
import { useActiveSpeaker } from "../hooks/audio.ts";
import { usePeer } from "../hooks/peers.ts";
import { useCallState } from "../hooks/useCallState.ts";
import { NobodyElse } from "./NobodyElse.tsx";
import { useMeeting } from "./useMeeting.ts";
import { useTileOrder } from "./useTileOrder.ts";

/** One tile for each connection: our own first, then the others in the order in which they joined. */
export function MeetingStage() {
  const { media, maxTiles, minTileWidth, pinned, togglePin, showEncryption, layout, parts } = useMeeting();
  const ownId = useCallState(({ self }) => self.connectionId);
  const tiles = useTileOrder();
  const speaker = useActiveSpeaker();
  const [visible, setVisible] = useState<readonly string[] | null>(null);
  const screens = tiles.filter(({ kind }) => kind === "screen").map(({ connectionId }) => connectionId);
  const lastSpeaker = useLastOf(
    speaker,
    tiles.map(({ connectionId }) => connectionId),
  );
  const isThere = (id: string) => id === ownId || tiles.some(({ connectionId }) => connectionId === id);
  const speakerId = media?.speakerId ?? null;
  const handlers = { onPin: togglePin, onEncryption: showEncryption };
  return (
    <>
      <VideoGrid
        {...{ maxTiles, minTileWidth }}
        // A screen is large so that its content is readable, until the person chooses another tile.
        pinned={pinned.some(isThere) ? pinned : screens}
        {...layout.gridProps}
        // Before any participant speaks, the first peer is shown.
        spotlight={lastSpeaker ?? tiles[0]?.connectionId ?? null}
        onVisibleChange={setVisible}
      >
        {ownId !== null && (
          <parts.OwnTile key={ownId} connectionId={ownId} pinned={pinned.includes(ownId)} {...handlers} />
        )}
        {tiles.map(({ connectionId, kind, own, screenOf }) => (
          <parts.Tile
            key={connectionId}
            {...{ connectionId, kind, own, screenOf, speakerId }}
            speaking={connectionId === speaker}
            pinned={pinned.includes(connectionId)}
            {...handlers}
          />
        ))}
      </VideoGrid>
      <NobodyElse />
      {visible !== null &&
        tiles
          .filter(({ connectionId, own }) => !own && !visible.includes(connectionId))
          .map(({ connectionId }) => (
            <Heard key={connectionId} connectionId={connectionId} speakerId={speakerId} />
          ))}
    </>
  );
}

interface HeardProps {
  readonly connectionId: string;
  readonly speakerId: string | null;
}

/** A peer on another page of the grid. */
function Heard({ connectionId, speakerId }: HeardProps) {
  const peer = usePeer(connectionId);
  useWithoutTile(connectionId);
  return peer && <AudioSink stream={peer.stream} encryption={peer.encryption} sinkId={speakerId} />;
}
