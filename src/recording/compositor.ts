import { recordingError } from "./errors.ts";
import { createPictureTrack } from "./picture-track.ts";
import { type Place, placesOf } from "./places.ts";
import { startTicker } from "./ticker.ts";
import type { RecordedSource, RecordingTexts } from "./types.ts";

export interface Compositor {
  readonly track: MediaStreamTrack;
  update(sources: readonly RecordedSource[]): void;
  close(): void;
}

interface Shown {
  readonly track: MediaStreamTrack;
  readonly video: HTMLVideoElement;
}

const background = "#111418";
const tile = "#2a2f37";
const ink = "#ffffff";

/**
 * Draws all tiles into one picture, at a fixed rate.
 * @throws {SoraE2EEError} `recording-unsupported`
 */
export function createCompositor(
  {
    width,
    height,
    frameRate,
  }: { readonly width: number; readonly height: number; readonly frameRate: number },
  texts: RecordingTexts,
): Compositor {
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const context = canvas.getContext("2d", { alpha: false });
  const picture = context && createPictureTrack(canvas);
  if (!context || !picture) throw recordingError("recording-unsupported");
  const videos = new Map<string, Shown>();
  let places: readonly Place[] = [];

  const draw = (): void => {
    context.fillStyle = background;
    context.fillRect(0, 0, width, height);
    for (const place of places) drawTile(context, place, videos.get(place.source.id)?.video ?? null, texts);
    picture.emit();
  };
  const stopTicker = startTicker(Math.round(1000 / frameRate), draw);

  return {
    track: picture.track,
    update: (sources) => {
      places = placesOf(sources, width, height);
      const wanted = new Map(sources.flatMap(({ id, video }) => (video ? [[id, video] as const] : [])));
      for (const [id, shown] of videos) {
        if (wanted.get(id) === shown.track) continue;
        hide(shown);
        videos.delete(id);
      }
      for (const [id, track] of wanted) if (!videos.has(id)) videos.set(id, show(track));
    },
    close: () => {
      stopTicker();
      for (const shown of videos.values()) hide(shown);
      videos.clear();
      picture.close();
    },
  };
}

function show(track: MediaStreamTrack): Shown {
  const video = document.createElement("video");
  video.muted = true;
  video.playsInline = true;
  video.srcObject = new MediaStream([track]);
  // A track that ends before it plays is replaced by the next update.
  video.play()?.catch(() => undefined);
  return { track, video };
}

function hide({ video }: Shown): void {
  video.pause();
  video.srcObject = null;
}

function drawTile(
  context: CanvasRenderingContext2D,
  { source, x, y, width, height }: Place,
  video: HTMLVideoElement | null,
  texts: RecordingTexts,
): void {
  const { included, kind } = source;
  const size = Math.max(12, Math.min(22, Math.round(height / 12)));
  context.save();
  context.beginPath();
  context.rect(x, y, width, height);
  context.clip();
  context.fillStyle = tile;
  context.fillRect(x, y, width, height);
  context.font = `${size}px system-ui, sans-serif`;
  const hasPicture = included && video !== null && video.readyState >= 2 && video.videoWidth > 0;
  const name = source.name === "" ? texts.guest : source.name;
  if (!hasPicture) {
    context.fillStyle = ink;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.fillText(included ? name : texts.notRecorded, x + width / 2, y + height / 2, width - size);
  } else {
    // A screen is shown whole, so that it can be read. A camera fills its tile.
    const choose = kind === "screen" ? Math.min : Math.max;
    const scale = choose(width / video.videoWidth, height / video.videoHeight);
    const [w, h] = [video.videoWidth * scale, video.videoHeight * scale];
    context.drawImage(video, x + (width - w) / 2, y + (height - h) / 2, w, h);
    context.textAlign = "left";
    context.textBaseline = "middle";
    const label = Math.min(width, context.measureText(name).width + size);
    context.fillStyle = "rgb(0 0 0 / 60%)";
    context.fillRect(x, y + height - size * 1.6, label, size * 1.6);
    context.fillStyle = ink;
    context.fillText(name, x + size / 2, y + height - size * 0.8, Math.max(1, width - size));
  }
  context.restore();
}
