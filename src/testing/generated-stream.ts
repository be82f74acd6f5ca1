export type DrawPicture = (context: CanvasRenderingContext2D, frame: number) => void;

export interface GeneratedStreamOptions {
  /** 0 to 360. The hue of a moving picture. Default 210. Null for no picture. */
  readonly hue?: number | null;
  /** Draws each picture in place of the default one. `frame` counts from 0. */
  readonly draw?: DrawPicture;
  /** The frequency of a tone, or 0 for a silent track. Null for none. Default null. */
  readonly toneHz?: number | null;
  /** Pixels. Default 320 x 180. */
  readonly width?: number;
  readonly height?: number;
  /** Pictures per second. Default 10. */
  readonly frameRate?: number;
}

export interface GeneratedStream {
  /** Null in environments without streams, such as a server or jsdom. */
  readonly stream: MediaStream | null;
  /** Stops tracks, timer and oscillator. */
  release(): void;
}

/** A stream that needs no camera, microphone or permission. */
export function createGeneratedStream(options: GeneratedStreamOptions = {}): GeneratedStream {
  if (typeof MediaStream === "undefined" || typeof document === "undefined") {
    return { stream: null, release: () => undefined };
  }
  const stream = new MediaStream();
  const parts = [picture(options), tone(options)].filter((part) => part !== null);
  for (const { track } of parts) stream.addTrack(track);
  return {
    stream,
    release: () => {
      for (const { track, release } of parts) {
        track.stop();
        release();
      }
    },
  };
}

interface Part {
  readonly track: MediaStreamTrack;
  release(): void;
}

function picture(options: GeneratedStreamOptions) {
  const { hue = 210, width = 320, height = 180, frameRate = 10 } = options;
  const draw = options.draw ?? (hue === null ? null : movingBar(hue));
  if (!draw) return null;
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const context = canvas.getContext("2d");
  if (!context || !("captureStream" in canvas)) return null;
  let frame = 0;
  const next = () => draw(context, frame++);
  next();
  const [track] = canvas.captureStream(frameRate).getVideoTracks();
  if (!track) return null;
  const timer = setInterval(next, 1000 / frameRate);
  return { track, release: () => clearInterval(timer) } satisfies Part;
}

function movingBar(hue: number): DrawPicture {
  return (context, frame) => {
    const { width, height } = context.canvas;
    context.fillStyle = `hsl(${hue} 60% 40%)`;
    context.fillRect(0, 0, width, height);
    context.fillStyle = `hsl(${hue} 60% 70%)`;
    context.fillRect((frame * 7) % width, height / 4, width / 8, height / 2);
  };
}

function tone({ toneHz = null }: GeneratedStreamOptions) {
  if (toneHz === null || typeof AudioContext === "undefined") return null;
  const context = new AudioContext();
  const destination = context.createMediaStreamDestination();
  const oscillator = new OscillatorNode(context, { frequency: toneHz });
  oscillator.connect(destination);
  oscillator.start();
  const [track] = destination.stream.getAudioTracks();
  if (!track) return null;
  return { track, release: () => void context.close() } satisfies Part;
}
