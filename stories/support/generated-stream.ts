/** A moving picture without a camera. */
export interface GeneratedStream {
  readonly stream: MediaStream;
  stop(): void;
}

/** @param hue Of the background, in degrees: tells pictures apart. */
export function generateStream(hue: number, width = 320, height = 180): GeneratedStream {
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const context = canvas.getContext("2d");
  let frame = 0;
  const draw = () => {
    if (!context) return;
    frame += 1;
    context.fillStyle = `hsl(${hue} 45% 62%)`;
    context.fillRect(0, 0, width, height);
    context.fillStyle = `hsl(${hue} 50% 40%)`;
    context.beginPath();
    context.arc(width / 2, height * 0.42, height * 0.16, 0, 2 * Math.PI);
    context.ellipse(width / 2, height, height * 0.36, height * 0.38, 0, 0, 2 * Math.PI);
    context.fill();
    context.fillStyle = "#fff";
    context.fillRect((frame * 4) % width, height - 6, 24, 6);
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
