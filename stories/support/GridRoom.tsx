import { type CSSProperties, useState } from "react";
import { VideoGrid, type VideoGridProps, VideoTile } from "react-sora-e2ee";
import { useSharedStreams } from "./useSharedStreams.ts";

export interface GridRoomProps extends Omit<VideoGridProps, "children" | "onVisibleChange"> {
  readonly count: number;
  /** The size of the box. */
  readonly width: CSSProperties["width"];
  readonly height: CSSProperties["height"];
  /** Buttons that add or remove participants and resize the box. */
  readonly controls?: boolean;
}

const names = ["Hanako", "Taro", "Amélie", "さくら", "Björn", "李娜", "Olu", "Noa", "Ivan"];

/** The key of a tile, which is its connection id too. */
export function idOf(index: number): string {
  return `MEMBER${String(index).padStart(20, "0")}`;
}

interface Room {
  readonly peers: readonly number[];
  readonly pinned: readonly string[];
  readonly small: boolean;
  readonly visible: number;
}

/** A grid of people whose pictures need no camera. */
export function GridRoom({ count, width, height, controls = false, ...props }: GridRoomProps) {
  const streams = useSharedStreams(6);
  const [room, setRoom] = useState<Room>({
    peers: Array.from({ length: count }, (_, index) => index),
    pinned: [],
    small: false,
    visible: 0,
  });
  const change = (part: Partial<Room>) => setRoom((last) => ({ ...last, ...part }));
  const { peers, pinned, small, visible } = room;
  const size = small ? { width: 360, height: 480 } : { width, height };

  const grid = (
    <VideoGrid
      {...props}
      {...(controls && { pinned, onVisibleChange: (keys) => change({ visible: keys.length }) })}
    >
      {peers.map((peer) => (
        <VideoTile
          key={idOf(peer)}
          connectionId={idOf(peer)}
          name={names[peer % names.length] ?? ""}
          stream={streams[peer % streams.length] ?? null}
          encryption={{ status: "encrypted" }}
          microphoneOff={peer % 4 === 1}
          pinned={pinned.includes(idOf(peer))}
        />
      ))}
    </VideoGrid>
  );
  if (!controls) return <div style={size}>{grid}</div>;

  const [first = 0, ...rest] = peers;
  const actions: Readonly<Record<string, () => void>> = {
    Join: () => change({ peers: [...peers, Math.max(-1, ...peers) + 1] }),
    "First leaves": () => change({ peers: rest }),
    "Last leaves": () => change({ peers: peers.slice(0, -1) }),
    "Pin one more": () => change({ pinned: peers.map(idOf).slice(1, pinned.length + 2) }),
    Unpin: () => change({ pinned: [] }),
    Resize: () => change({ small: !small }),
  };
  return (
    <>
      <div lang="en" style={{ display: "flex", flexWrap: "wrap", gap: 8, marginBlockEnd: 12 }}>
        {Object.entries(actions).map(([name, act]) => (
          <button
            key={name}
            type="button"
            className="sora-button"
            data-quiet=""
            onClick={act}
            disabled={name.includes("leaves") && first === undefined}
          >
            {name}
          </button>
        ))}
        <p style={{ margin: 0, alignSelf: "center" }} data-visible={visible}>
          {peers.length} people, {visible} mounted
        </p>
      </div>
      <div style={size}>{grid}</div>
    </>
  );
}
