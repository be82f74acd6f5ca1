import { type RefObject, useEffect, useState } from "react";
import { drawScene } from "./example-scene.ts";
import type { PeerView, TrackView } from "./server-state.ts";

/** No connection has this id, so no frame counts as sealed by it. */
const connectionId = "example";
const headLength = 64;
/** Milliseconds between pictures, and the number of pictures per encoded one. */
const every = 100;
const encodedOutOf = 10;
const nothing: PeerView = { connectionId, audio: null, video: null, layers: null };

/** Draws on `canvas` and encodes the result like camera video, to show a server's data without sealing. */
export function useExample(canvas: RefObject<HTMLCanvasElement | null>): PeerView {
  const [peer, setPeer] = useState(nothing);
  useEffect(() => {
    const picture = canvas.current;
    const context = picture?.getContext("2d");
    if (!picture || !context) return;
    const track = { codec: "VP8", bytes: 0, frames: 0, sealed: 0 };
    const encoder = new VideoEncoder({
      output: (chunk) => {
        const data = new Uint8Array(chunk.byteLength);
        chunk.copyTo(data);
        track.bytes += data.length;
        track.frames++;
        setPeer({ connectionId, audio: null, video: { ...track, ...asSeen(data) }, layers: null });
      },
      error: () => clearInterval(timer),
    });
    encoder.configure({ codec: "vp8", width: picture.width, height: picture.height, bitrate: 500_000 });
    const begun = performance.now();
    let pictures = 0;
    const step = () => {
      const milliseconds = performance.now() - begun;
      drawScene(context, milliseconds / 1000);
      if (pictures++ % encodedOutOf !== 0 || encoder.state !== "configured") return;
      const frame = new VideoFrame(picture, { timestamp: milliseconds * 1000 });
      encoder.encode(frame, { keyFrame: true });
      frame.close();
    };
    const timer = setInterval(step, every);
    step();
    return () => {
      clearInterval(timer);
      if (encoder.state !== "closed") encoder.close();
    };
  }, [canvas]);
  return peer;
}

function asSeen(data: Uint8Array<ArrayBuffer>): Pick<TrackView, "head" | "keyFrame"> {
  const characters = Array.from(data, (byte) => String.fromCharCode(byte));
  return { head: data.slice(0, headLength), keyFrame: btoa(characters.join("")) };
}
