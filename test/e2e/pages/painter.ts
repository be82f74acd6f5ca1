import type { TrackProcessor } from "react-sora-e2ee";

const painters = new Map<number, TrackProcessor>();

/** Gives the pictures of a camera this hue, and keeps their movement. The same function for the same hue. */
export function painter(hue: number): TrackProcessor {
  const known = painters.get(hue) ?? paint(hue);
  painters.set(hue, known);
  return known;
}

/** A processor that fails. */
export const broken: TrackProcessor = () => Promise.reject(new Error("The model is not there."));

function paint(hue: number): TrackProcessor {
  return (track) => {
    const stopping = new AbortController();
    const canvas = new OffscreenCanvas(1, 1);
    const context = canvas.getContext("2d");
    if (!context) throw new Error("There is no canvas.");
    const generator = new MediaStreamTrackGenerator({ kind: "video" });
    const painted = new TransformStream<VideoFrame, VideoFrame>({
      transform(frame, controller) {
        canvas.width = frame.displayWidth;
        canvas.height = frame.displayHeight;
        context.drawImage(frame, 0, 0);
        context.globalCompositeOperation = "hue";
        context.fillStyle = `hsl(${hue} 100% 50%)`;
        context.fillRect(0, 0, canvas.width, canvas.height);
        controller.enqueue(new VideoFrame(canvas, { timestamp: frame.timestamp }));
        frame.close();
      },
    });
    new MediaStreamTrackProcessor({ track: track as MediaStreamVideoTrack }).readable
      .pipeThrough(painted)
      .pipeTo(generator.writable, { signal: stopping.signal })
      .catch(() => undefined);
    return { track: generator, dispose: () => stopping.abort() };
  };
}
