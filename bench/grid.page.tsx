// It is set before React is loaded, because React looks for it once.
import "./grid.commits.ts";
import { useState } from "react";
import { flushSync } from "react-dom";
import { createRoot } from "react-dom/client";
import { VideoGrid, VideoTile } from "react-sora-e2ee";
import { createGeneratedStream } from "react-sora-e2ee/testing";
import { commitsSoFar } from "./grid.commits.ts";
import "react-sora-e2ee/styles.css";

/** The functions of the page for the benchmark that opened it. */
export interface GridBench {
  showTiles(count: number): void;
  /** The minimum: the same number of pictures, without tiles around them. */
  showBareVideos(count: number): void;
  commits(): number;
  /** Milliseconds until the page has its layout for this number of people. */
  changeTo(count: number): number;
}

declare global {
  interface Window {
    gridBench: GridBench;
  }
}

const streams = Array.from({ length: 6 }, (_, index) => createGeneratedStream({ hue: index * 60 }).stream);
const streamOf = (index: number) => streams[index % streams.length] ?? null;
const main = document.querySelector("main") as HTMLElement;
let setCount: (count: number) => void;

function People({ atFirst }: { readonly atFirst: number }) {
  const [count, set] = useState(atFirst);
  setCount = set;
  return (
    <VideoGrid maxTiles={60} minTileWidth={60}>
      {Array.from({ length: count }, (_, index) => `MEMBER${index}`).map((id, index) => (
        <VideoTile key={id} connectionId={id} name={id} stream={streamOf(index)} encryption={encrypted} />
      ))}
    </VideoGrid>
  );
}
const encrypted = { status: "encrypted" } as const;

window.gridBench = {
  commits: commitsSoFar,
  showTiles: (count) => createRoot(main).render(<People atFirst={count} />),
  showBareVideos: (count) => {
    main.className = "bare";
    for (let index = 0; index < count; index++) {
      const video = Object.assign(document.createElement("video"), { autoplay: true, muted: true });
      video.srcObject = streamOf(index);
      main.append(video);
    }
  },
  changeTo: (count) => {
    const begun = performance.now();
    flushSync(() => setCount(count));
    // Reading this property makes the browser compute the layout.
    if (main.offsetHeight === 0) throw new Error("There is no room.");
    return performance.now() - begun;
  },
};
