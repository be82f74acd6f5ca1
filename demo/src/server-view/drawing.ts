/** The size of every picture here. */
export const canvasSize = { width: 320, height: 180 } as const;

/** As large as the canvas, and cropped to its shape. */
export function drawCover(
  context: CanvasRenderingContext2D,
  source: CanvasImageSource,
  size: PictureSize,
): void {
  const { width, height } = context.canvas;
  const scale = Math.max(width / size.width, height / size.height);
  const [w, h] = [size.width * scale, size.height * scale];
  context.drawImage(source, (width - w) / 2, (height - h) / 2, w, h);
}

export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** The bytes themselves as gray dots. */
export function drawBytes(context: CanvasRenderingContext2D, bytes: Uint8Array): void {
  const shape = context.canvas.width / context.canvas.height;
  const width = Math.max(1, Math.min(context.canvas.width / 2, Math.floor(Math.sqrt(bytes.length * shape))));
  const height = Math.max(1, Math.floor(width / shape));
  const dots = new ImageData(width, height);
  for (let i = 0; i < width * height; i++) {
    const gray = bytes[i] ?? 0;
    dots.data.set([gray, gray, gray, 255], i * 4);
  }
  const small = new OffscreenCanvas(width, height);
  small.getContext("2d")?.putImageData(dots, 0, 0);
  context.imageSmoothingEnabled = false;
  context.drawImage(small, 0, 0, context.canvas.width, context.canvas.height);
}

export function clear(context: CanvasRenderingContext2D): void {
  context.clearRect(0, 0, context.canvas.width, context.canvas.height);
}
