import { type DrawPicture, pictures } from "./pictures.ts";

/** A moving picture without a camera. */
export interface GeneratedStream {
  readonly stream: MediaStream;
  stop(): void;
}

/** A person before a background of this hue, in degrees: tells pictures apart. Or one of the `pictures`. */
export type Look = number | keyof typeof pictures;

export function generateStream(look: Look, width = 640, height = 360): GeneratedStream {
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const context = canvas.getContext("2d");
  const drawPicture: DrawPicture = typeof look === "number" ? pictures.person(look) : pictures[look](0);
  let frame = 0;
  const draw = () => {
    if (context) drawPicture(context, frame++);
  };
  draw();
  const timer = setInterval(draw, 100);
  const stream = canvas.captureStream(10);
  return {
    stream,
    stop: () => {
      clearInterval(timer);
      for (const track of stream.getTracks()) track.stop();
    },
  };
}
