/** A video track with the content of a canvas. */
export interface PictureTrack {
  readonly track: MediaStreamTrack;
  /** The canvas has a new picture. */
  emit(): void;
  close(): void;
}

/** Chromium's name (W3C mediacapture-transform, first version). Not in the DOM types. */
type GeneratorClass = new (init: {
  readonly kind: "video";
}) => MediaStreamTrack & { readonly writable: WritableStream<VideoFrame> };

/**
 * Chromium captures a canvas only while the page is drawn. If possible, this creates frames of the canvas
 * itself, so that a page in the background continues to record. Null when the browser cannot create them.
 */
export function createPictureTrack(canvas: HTMLCanvasElement): PictureTrack | null {
  const { MediaStreamTrackGenerator: Generator } = globalThis as {
    MediaStreamTrackGenerator?: GeneratorClass;
  };
  return Generator && typeof VideoFrame === "function"
    ? generated(canvas, new Generator({ kind: "video" }))
    : captured(canvas);
}

function generated(canvas: HTMLCanvasElement, track: InstanceType<GeneratorClass>): PictureTrack {
  const writer = track.writable.getWriter();
  return {
    track,
    emit: () => {
      // The encoder is behind, so this picture is skipped.
      if ((writer.desiredSize ?? 0) <= 0) return;
      const frame = new VideoFrame(canvas, { timestamp: Math.round(performance.now() * 1000) });
      writer.write(frame).catch(() => frame.close());
    },
    close: () => {
      writer.close().catch(() => undefined);
      track.stop();
    },
  };
}

function captured(canvas: HTMLCanvasElement): PictureTrack | null {
  const [track] = canvas.captureStream(0).getVideoTracks() as (MediaStreamTrack & {
    requestFrame?(): void;
  })[];
  if (!track) return null;
  return { track, emit: () => track.requestFrame?.(), close: () => track.stop() };
}
