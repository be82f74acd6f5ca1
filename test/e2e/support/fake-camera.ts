export interface FakeCamera {
  /** Degrees, 0 to 359. The picture's own hue, which others must see. */
  readonly hue: number;
  /** Hertz. What the others must hear. */
  readonly tone: number;
}

/** The controls of `installFakeCamera` on the page. */
export interface CameraRecord {
  /** Every track that was ever handed out. */
  readonly tracks: MediaStreamTrack[];
  /** Every socket of the page, its number of sent binary messages, and true when signaling has left it. */
  readonly sockets: { readonly socket: WebSocket; binarySent: number; switched: boolean }[];
  /** Another camera or screen: a moving picture of this hue. */
  film(hue: number, size?: { readonly width: number; readonly height: number }): MediaStreamTrack;
  /** Another microphone. */
  hum(tone: number): Promise<MediaStreamTrack>;
}

declare global {
  interface Window {
    __fake: CameraRecord;
  }
}

/**
 * Runs in the page before its own scripts, so it must not depend on other code. It provides a camera with a
 * moving picture of one hue and a microphone with one tone, and records the page's use of tracks and sockets.
 */
export function installFakeCamera({ hue, tone }: FakeCamera): void {
  if (!("mediaDevices" in navigator)) return;

  // The device stops with its track. Otherwise a page that reconnects often would have dozens of running
  // devices.
  const whenStopped = (track: MediaStreamTrack, turnOff: () => void): MediaStreamTrack => {
    const stop = track.stop.bind(track);
    track.stop = () => {
      if (track.readyState === "live") turnOff();
      stop();
    };
    return track;
  };

  const film: CameraRecord["film"] = (ofHue, { width, height } = { width: 320, height: 240 }) => {
    const canvas = document.createElement("canvas");
    canvas.width = width;
    canvas.height = height;
    const context = canvas.getContext("2d") as CanvasRenderingContext2D;
    let step = 0;
    const draw = () => {
      step++;
      context.fillStyle = `hsl(${ofHue} 100% 50%)`;
      context.fillRect(0, 0, width, height);
      // A moving black bar. It changes the picture, but not its hue.
      context.fillStyle = "#000";
      context.fillRect(((step * 12) % 320) * (width / 320), 0, width / 8, height);
    };
    draw();
    // Timers of a worker keep their rate, but browsers slow down the timers of a page in the background.
    const clock = URL.createObjectURL(new Blob(["setInterval(() => postMessage(0), 66)"]));
    const ticks = new Worker(clock);
    ticks.onmessage = draw;
    const track = canvas.captureStream(15).getVideoTracks()[0] as MediaStreamTrack;
    return whenStopped(track, () => ticks.terminate());
  };

  /** A second of this tone, as a WAV file: whole periods, so that it can be repeated. */
  const wav = (frequency: number): Blob => {
    const rate = 48_000;
    const head = new DataView(new ArrayBuffer(44));
    [0x52494646, 0x57415645, 0x666d7420, 0x64617461].forEach((name, i) => {
      head.setUint32([0, 8, 12, 36][i] as number, name);
    });
    const numbers = [36 + rate * 2, 16, rate, rate * 2, rate * 2];
    [4, 16, 24, 28, 40].forEach((offset, i) => void head.setUint32(offset, numbers[i] as number, true));
    [1, 1].forEach((one, i) => void head.setUint16(20 + i * 2, one, true));
    [2, 16].forEach((size, i) => void head.setUint16(32 + i * 2, size, true));
    const wave = Int16Array.from(
      { length: rate },
      (_, i) => 9000 * Math.sin((2 * Math.PI * frequency * i) / rate),
    );
    return new Blob([head, wave], { type: "audio/wav" });
  };

  const hum: CameraRecord["hum"] = async (frequency) => {
    const player = new Audio() as HTMLAudioElement & { mozCaptureStream?(): MediaStream };
    if (player.mozCaptureStream) {
      // Without sound hardware, an AudioContext of Firefox does not run. An audio element does.
      Object.assign(player, { src: URL.createObjectURL(wav(frequency)), loop: true });
      await player.play();
      const [track] = player.mozCaptureStream().getAudioTracks();
      return whenStopped(track as MediaStreamTrack, () => player.pause());
    }
    const context = new AudioContext();
    const oscillator = new OscillatorNode(context, { frequency });
    const volume = new GainNode(context, { gain: 0.3 });
    const destination = context.createMediaStreamDestination();
    oscillator.connect(volume).connect(destination);
    oscillator.start();
    const track = destination.stream.getAudioTracks()[0] as MediaStreamTrack;
    return whenStopped(track, () => void context.close());
  };

  const record: CameraRecord = { tracks: [], sockets: [], film, hum };
  window.__fake = record;

  const NativeWebSocket = window.WebSocket;
  window.WebSocket = class extends NativeWebSocket {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols);
      const entry = { socket: this, binarySent: 0, switched: false };
      record.sockets.push(entry);
      // Sora's last message on the socket when signaling moves to DataChannels.
      this.addEventListener("message", ({ data }) => {
        entry.switched ||= typeof data === "string" && data.includes('"type":"switched"');
      });
    }
    override send(data: string | ArrayBuffer | Blob | ArrayBufferView<ArrayBuffer>): void {
      const entry = record.sockets.find(({ socket }) => socket === this);
      if (entry && typeof data !== "string") entry.binarySent++;
      super.send(data);
    }
  };

  navigator.mediaDevices.getUserMedia = async (constraints = {}) => {
    const { audio, video } = constraints;
    const size =
      typeof video === "object" && typeof video.width === "number" && typeof video.height === "number"
        ? { width: video.width, height: video.height }
        : undefined;
    const tracks = [...(audio ? [await hum(tone)] : []), ...(video ? [film(hue, size)] : [])];
    if (tracks.length === 0) throw new TypeError("At least one of audio and video must be requested");
    record.tracks.push(...tracks);
    return new MediaStream(tracks);
  };
}
