import { openScreen } from "./open-screen.ts";

/** The picture of a shared screen, from choosing it to its end. */
export class ScreenTrack {
  readonly #onChange: () => void;
  #track: MediaStreamTrack | null = null;
  #asking: object | null = null;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  get track(): MediaStreamTrack | null {
    return this.#track;
  }

  /** @throws {SoraE2EEError} as `openScreen`. */
  async start(options?: DisplayMediaStreamOptions): Promise<void> {
    const asking = {};
    this.#asking = asking;
    const stream = await openScreen({ video: true, ...options, audio: false });
    const [track] = stream.getVideoTracks();
    // Stopped, or asked again, while the person was still choosing.
    if (!track || this.#asking !== asking) {
      for (const unwanted of stream.getTracks()) unwanted.stop();
      return;
    }
    this.#release();
    this.#track = track;
    // The browser's own "stop sharing" button, or a closed window.
    track.addEventListener("ended", this.stop);
    this.#onChange();
  }

  readonly stop = (): void => {
    this.#asking = null;
    if (!this.#track) return;
    this.#release();
    this.#onChange();
  };

  #release(): void {
    this.#track?.removeEventListener("ended", this.stop);
    this.#track?.stop();
    this.#track = null;
  }
}
