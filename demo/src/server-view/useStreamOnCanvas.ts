import { type RefObject, useEffect } from "react";
import { clear, drawCover } from "./drawing.ts";

const every = 80;

/** Draws a live stream's picture, without sound. */
export function useStreamOnCanvas(
  canvas: RefObject<HTMLCanvasElement | null>,
  stream: MediaStream | null,
): void {
  useEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (!context || !stream) return;
    const video = document.createElement("video");
    Object.assign(video, { muted: true, playsInline: true, srcObject: stream });
    let drawnAt = 0;
    let next = 0;
    const draw = (now: number) => {
      next = video.requestVideoFrameCallback(draw);
      if (now - drawnAt < every) return;
      drawnAt = now;
      drawCover(context, video, { width: video.videoWidth, height: video.videoHeight });
    };
    next = video.requestVideoFrameCallback(draw);
    video.play().catch(() => undefined);
    return () => {
      video.cancelVideoFrameCallback(next);
      video.srcObject = null;
      clear(context);
    };
  }, [canvas, stream]);
}
