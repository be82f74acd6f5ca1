import { createCompositor } from "./compositor.ts";
import { recordingError } from "./errors.ts";
import type { CheckedSettings } from "./format.ts";
import { createMixer } from "./mixer.ts";
import type { RecordingTarget } from "./target.ts";
import type { RecordedFile, RecordedSource, RecordingTexts } from "./types.ts";

export interface RecorderOptions {
  readonly settings: CheckedSettings;
  readonly mimeType: string;
  readonly target: RecordingTarget;
  readonly texts: RecordingTexts;
  /** The size so far. */
  readonly onBytes: (bytes: number) => void;
  /** Called when the recording cannot continue. Then call `stop`. */
  readonly onFailed: (cause: unknown) => void;
}

export interface Recorder {
  /** Replaces all tracks. Each update lists all of them. */
  update(sources: readonly RecordedSource[]): void;
  /** Begins to write. */
  begin(): void;
  /**
   * Ends the recording, writes the rest, and releases all resources.
   * @throws The target's error, also with
   * all resources released.
   */
  stop(): Promise<RecordedFile>;
  /** Used instead of `stop` when the recording did not start. Writes nothing. */
  release(): void;
}

/** One chunk per second, which is the amount that a crash of the browser can lose. */
const chunkLength = 1000;

/**
 * Composes picture and sound, and writes them to `target` after the start.
 * @throws {SoraE2EEError}
 * `recording-unsupported`, with nothing left open.
 */
export function createRecorder(options: RecorderOptions): Recorder {
  const { settings, mimeType, target, texts, onBytes, onFailed } = options;
  const compositor = createCompositor(settings, texts);
  const mixer = createMixer();
  const release = (): void => {
    compositor.close();
    mixer.close();
  };
  let recorder: MediaRecorder;
  try {
    const stream = new MediaStream([compositor.track, ...(mixer.track ? [mixer.track] : [])]);
    const { videoBitsPerSecond, audioBitsPerSecond } = settings;
    recorder = new MediaRecorder(stream, { mimeType, videoBitsPerSecond, audioBitsPerSecond });
  } catch (cause) {
    release();
    throw recordingError("recording-unsupported", cause);
  }

  let bytes = 0;
  let begun = 0;
  /** Chunks are written one after the other. */
  let written: Promise<void> = Promise.resolve();
  let failure: { readonly cause: unknown } | null = null;
  const fail = (cause: unknown): void => {
    if (failure) return;
    failure = { cause };
    onFailed(cause);
  };
  recorder.addEventListener("dataavailable", ({ data }) => {
    if (data.size === 0 || failure) return;
    bytes += data.size;
    onBytes(bytes);
    written = written.then(() => (failure ? undefined : target.write(data))).catch(fail);
  });
  recorder.addEventListener("error", (event) => fail((event as ErrorEvent).error ?? event));

  return {
    update: (sources) => {
      compositor.update(sources);
      mixer.update(sources);
    },
    begin: () => {
      begun = performance.now();
      recorder.start(chunkLength);
    },
    release,
    stop: async () => {
      try {
        if (recorder.state !== "inactive") {
          const stopped = new Promise((resolve) =>
            recorder.addEventListener("stop", resolve, { once: true }),
          );
          recorder.stop();
          await stopped;
        }
        const duration = (performance.now() - begun) / 1000;
        await written;
        // After a failed write, the earlier data are kept.
        const blob = await target.close();
        return { name: target.name, mimeType, bytes, duration, blob };
      } finally {
        release();
      }
    },
  };
}
