import { SoraE2EEError } from "../errors.ts";
import type { MediaKind } from "../status.ts";
import type { SoraCallOptions } from "./types.ts";

/** What a call sends, over all of its connections: knows which tracks the library opened, and so has to stop. */
export class LocalMedia {
  readonly #options: SoraCallOptions;
  readonly #own = new Set<MediaStreamTrack>();
  #opening: Promise<void> | null = null;
  #stream: MediaStream | null = null;
  #released = false;

  constructor(options: SoraCallOptions) {
    this.#options = options;
  }

  /**
   * What to send now; null for `recvonly`. The first time it opens the devices that the options ask for.
   * @throws {SoraE2EEError} `device-permission-denied`, `device-not-found`, `device-in-use` or `invalid-options`.
   */
  async ready(): Promise<MediaStream | null> {
    this.#opening ??= this.#open();
    await this.#opening;
    return this.#stream;
  }

  /** Puts `track` in the place of those of its kind. The stream is a new one: held streams are never changed. */
  replace(kind: MediaKind, track: MediaStreamTrack | null): MediaStream {
    const all = this.#stream?.getTracks() ?? [];
    const others = all.filter((old) => old.kind !== kind);
    for (const old of all) if (old.kind === kind && old !== track) this.#stop(old);
    this.#stream = new MediaStream(track ? [...others, track] : others);
    return this.#stream;
  }

  /** Stops what the library opened. */
  release(): void {
    this.#released = true;
    for (const track of this.#own) this.#stop(track);
  }

  async #open(): Promise<void> {
    const { role, stream, constraints } = this.#options;
    if (role === "recvonly") return;
    this.#stream = stream ?? (await openDevices(constraints ?? { audio: true, video: true }));
    if (stream) return;
    for (const track of this.#stream.getTracks()) this.#own.add(track);
    // The permission prompt can outlive the call.
    if (this.#released) this.release();
  }

  #stop(track: MediaStreamTrack): void {
    if (this.#own.delete(track)) track.stop();
  }
}

async function openDevices(constraints: MediaStreamConstraints): Promise<MediaStream> {
  if (!navigator.mediaDevices) {
    throw new SoraE2EEError(
      "browser-unsupported",
      "This page cannot open a camera or microphone. Serve it over https.",
    );
  }
  try {
    return await navigator.mediaDevices.getUserMedia(constraints);
  } catch (cause) {
    throw deviceFailure(cause);
  }
}

// The names are of the W3C Media Capture and Streams specification, `getUserMedia`.
function deviceFailure(cause: unknown): SoraE2EEError {
  const name = cause instanceof Error ? cause.name : "";
  switch (name) {
    case "NotAllowedError":
    case "SecurityError":
      return new SoraE2EEError(
        "device-permission-denied",
        "The camera or microphone may not be used. Allow it for this site in the browser's settings.",
        { cause },
      );
    case "NotFoundError":
    case "OverconstrainedError":
      return new SoraE2EEError(
        "device-not-found",
        "There is no camera or microphone that fits. Connect one, or ask for less in the constraints.",
        { cause },
      );
    case "NotReadableError":
    case "AbortError":
      return new SoraE2EEError(
        "device-in-use",
        "The camera or microphone could not be started. Close other programs that use it.",
        { cause },
      );
    case "TypeError":
      return new SoraE2EEError("invalid-options", "The media constraints ask for neither audio nor video.", {
        cause,
      });
    default:
      return new SoraE2EEError("internal", "The camera or microphone failed in an unknown way.", { cause });
  }
}
