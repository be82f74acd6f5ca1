import { type RefObject, useEffect, useState } from "react";
import { type Decoded, decodeKeyFrame } from "./decode-key-frame.ts";
import { clear, drawBytes, drawCover } from "./drawing.ts";
import { frameParts } from "./frame-parts.ts";
import { fromBase64, type TrackView } from "./server-state.ts";

export type Verdict =
  /** This peer sends no picture. */
  | "none"
  /** The server has no whole key frame yet. */
  | "waiting"
  /** Sealed, and no decoder takes it. */
  | "refused"
  /** Sealed; a decoder makes something of it that is not the picture. */
  | "noise"
  /** Not sealed: there it is. */
  | "seen"
  /** Not sealed, but this browser does not know how to decode it. */
  | "readable"
  /** Sealed; this browser lets no page try. */
  | "untried";

/** Does with the newest key frame what a curious server would, and draws what comes out. */
export function useServerPicture(
  canvas: RefObject<HTMLCanvasElement | null>,
  track: TrackView | null,
  connectionId: string,
): Verdict {
  const [verdict, setVerdict] = useState<Exclude<Verdict, "none">>("waiting");
  const codec = track?.codec ?? null;
  const keyFrame = track?.keyFrame ?? null;

  useEffect(() => {
    const context = canvas.current?.getContext("2d");
    const data = keyFrame === null ? null : fromBase64(keyFrame);
    if (!context) return;
    if (data === null || codec === null) {
      clear(context);
      setVerdict("waiting");
      return;
    }
    let over = false;
    const parts = frameParts(data, connectionId);
    const show = async () => {
      const decoded = await decodeKeyFrame(codec, data);
      if (decoded.kind === "picture") {
        const { frame } = decoded;
        if (!over) drawCover(context, frame, { width: frame.displayWidth, height: frame.displayHeight });
        frame.close();
      } else if (!over) drawBytes(context, data.subarray(parts?.sealed ?? 0));
      if (!over) setVerdict(verdictOn(decoded.kind, parts !== null));
    };
    void show();
    return () => {
      over = true;
    };
  }, [canvas, codec, keyFrame, connectionId]);

  return track === null ? "none" : verdict;
}

function verdictOn(decoded: Decoded["kind"], sealed: boolean): Exclude<Verdict, "none"> {
  if (!sealed) return decoded === "picture" ? "seen" : "readable";
  return decoded === "picture" ? "noise" : decoded;
}
