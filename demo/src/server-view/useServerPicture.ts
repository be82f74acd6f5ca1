import { type RefObject, useEffect, useState } from "react";
import { type Decoded, decodeKeyFrame } from "./decode-key-frame.ts";
import { clear, drawBytes, drawCover } from "./drawing.ts";
import { frameParts } from "./frame-parts.ts";
import { fromBase64, type TrackView } from "./server-state.ts";

export type Verdict =
  /** This peer sends no picture. */
  | "none"
  /** The server has no complete key frame yet. */
  | "waiting"
  /** Sealed, and no decoder accepts it. */
  | "refused"
  /** Sealed. A decoder produces something that is not the picture. */
  | "noise"
  /** Not sealed, so the picture is visible. */
  | "seen"
  /** Not sealed, but this browser cannot decode it. */
  | "readable"
  /** Sealed, and this browser does not let pages try to decode it. */
  | "untried";

/** Decodes the newest key frame as a curious server would, and draws the result. */
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
