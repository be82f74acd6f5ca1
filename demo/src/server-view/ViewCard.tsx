import { type ReactNode, useRef } from "react";
import { Counters } from "./Counters.tsx";
import { canvasSize } from "./drawing.ts";
import { FrameHead } from "./FrameHead.tsx";
import { Mark } from "./Mark.tsx";
import type { PeerView, TrackView } from "./server-state.ts";
import { useServerTexts } from "./texts.ts";
import { useServerPicture } from "./useServerPicture.ts";

interface ViewCardProps {
  readonly peer: PeerView;
  readonly name: string;
  readonly heading: ReactNode;
  readonly seenHeading: string;
  readonly seen: ReactNode;
  readonly children?: ReactNode;
}

/** One peer twice: as participants see it, and as the server has it. */
export function ViewCard({ peer, name, heading, seenHeading, seen, children }: ViewCardProps) {
  const texts = useServerTexts();
  const canvas = useRef<HTMLCanvasElement>(null);
  const { connectionId, audio, video } = peer;
  const verdict = useServerPicture(canvas, video, connectionId);
  const open = verdict === "seen" || verdict === "readable";
  const sound = hearing(audio);
  return (
    <article className="server-card" data-peer={connectionId} data-verdict={verdict}>
      <h3>{heading}</h3>
      {children}
      <div className="server-halves">
        <section>
          <h4>{seenHeading}</h4>
          <div className="server-picture">{seen}</div>
        </section>
        <section>
          <h4>{texts.server}</h4>
          <div className="server-picture">
            <canvas
              ref={canvas}
              {...canvasSize}
              role="img"
              aria-label={`${texts.serverAlt(name)}: ${texts.verdict[verdict]}`}
            />
          </div>
        </section>
      </div>
      <p className="server-verdict" data-open={open ? "" : undefined}>
        {verdict !== "none" && verdict !== "waiting" && <Mark good={!open} />}
        {texts.verdict[verdict]}
      </p>
      <p className="server-verdict" data-sound={sound} data-open={sound === "clear" ? "" : undefined}>
        {(sound === "sealed" || sound === "clear") && <Mark good={sound === "sealed"} />}
        {texts.sound[sound]}
      </p>
      <Counters {...{ audio, video }} />
      <FrameHead head={video?.head ?? audio?.head ?? null} connectionId={connectionId} />
    </article>
  );
}

function hearing(audio: TrackView | null): "none" | "waiting" | "sealed" | "clear" {
  if (!audio) return "none";
  if (audio.frames === 0) return "waiting";
  return audio.sealed === audio.frames ? "sealed" : "clear";
}
