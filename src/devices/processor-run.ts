import { SoraE2EEError } from "../errors.ts";
import type { MediaKind } from "../status.ts";
import type { TrackProcessor } from "./processor-types.ts";

/** Milliseconds in which a processor has to answer: enough for loading a few megabytes. */
const answerLimit = 10_000;
/** Milliseconds. A track that its own page stops fires no event, so the run checks its state. */
const lookInterval = 500;

export interface ProcessorRunEvents {
  /** The processor answered with this track. */
  onTrack(track: MediaStreamTrack): void;
  /** The processor failed, also after it had answered. The run has ended. */
  onFailed(error: SoraE2EEError): void;
}

interface Answer {
  /** Null: the answer contains no track. */
  readonly track: MediaStreamTrack | null;
  readonly dispose: () => unknown;
}

/** One call of a processor for one track of a device, until its result is no longer used. */
export class ProcessorRun {
  readonly #kind: MediaKind;
  readonly #source: MediaStreamTrack;
  readonly #events: ProcessorRunEvents;
  readonly #ending = new AbortController();
  #answer: Answer | null = null;

  constructor(kind: MediaKind, source: MediaStreamTrack, events: ProcessorRunEvents) {
    this.#kind = kind;
    this.#source = source;
    this.#events = events;
  }

  async start(processor: TrackProcessor): Promise<void> {
    const { signal } = this.#ending;
    const limit = setTimeout(
      () => this.#fail("did not answer within ten seconds", "Load its files beforehand, or answer sooner"),
      answerLimit,
    );
    signal.addEventListener("abort", () => clearTimeout(limit));
    let answer: Answer;
    try {
      answer = readAnswer(await processor(this.#source, { signal }));
    } catch (cause) {
      this.#fail("threw an error", "The cause of this error says more", cause);
      return;
    } finally {
      clearTimeout(limit);
    }
    this.#adopt(answer);
  }

  /** @param kept A track that is still used, and so is not stopped. */
  end(kept: MediaStreamTrack | null = null): void {
    if (this.#ending.signal.aborted) return;
    this.#ending.abort();
    if (this.#answer) this.#putAway(this.#answer, kept);
    this.#answer = null;
  }

  #adopt(answer: Answer): void {
    const { track } = answer;
    if (this.#ending.signal.aborted || !track || track.kind !== this.#kind || track.readyState !== "live") {
      this.#putAway(answer, null);
      this.#fail(`answered with ${nameOf(track)}`, `Return a ${this.#kind} track that is live`);
    } else {
      this.#answer = answer;
      this.#watch(track);
      this.#events.onTrack(track);
    }
  }

  #watch(track: MediaStreamTrack): void {
    const { signal } = this.#ending;
    const source = this.#source;
    const look = (): void => {
      if (source.readyState === "ended") this.#failWith(stoppedDevice(this.#kind));
      else if (track.readyState === "ended") {
        this.#fail("ended its track", "Switch it off and on again, or use another one");
      }
    };
    // When the device was unplugged, its result ends too. The device reports that itself.
    track.addEventListener("ended", () => source.readyState === "live" && look(), { signal });
    const timer = setInterval(look, lookInterval);
    signal.addEventListener("abort", () => clearInterval(timer));
  }

  #fail(problem: string, remedy: string, cause?: unknown): void {
    const sentences = `${problem}, so the plain track is used. ${remedy}.`;
    this.#failWith(processorFailure(this.#kind, sentences, cause));
  }

  #failWith(error: SoraE2EEError): void {
    if (this.#ending.signal.aborted) return;
    this.end();
    this.#events.onFailed(error);
  }

  #putAway({ track, dispose }: Answer, kept: MediaStreamTrack | null): void {
    try {
      // A failure here has no effect.
      void Promise.resolve(dispose()).catch(() => undefined);
    } catch {
      // A failure here has no effect either.
    }
    if (track !== this.#source && track !== kept) track?.stop();
  }
}

/** The device has ended, so there is no plain track to continue with. */
export function stoppedDevice(kind: MediaKind): SoraE2EEError {
  return processorFailure(kind, "stopped the track of the device. It must stop only tracks of its own.");
}

function processorFailure(kind: MediaKind, sentences: string, cause?: unknown): SoraE2EEError {
  const device = kind === "audio" ? "microphone" : "camera";
  return new SoraE2EEError("processor-failed", `The processor of the ${device} ${sentences}`, { cause });
}

function readAnswer(answer: unknown): Answer {
  const none = { track: null, dispose: () => undefined };
  if (typeof answer !== "object" || answer === null) return none;
  if (isTrack(answer)) return { ...none, track: answer };
  const { track, dispose } = answer as { readonly track?: unknown; readonly dispose?: unknown };
  return {
    track: isTrack(track) ? track : null,
    dispose: () => (typeof dispose === "function" ? dispose.call(answer) : undefined),
  };
}

/**
 * Checks the members in use, because a track of another window is not an instance of this window's
 * `MediaStreamTrack`.
 */
function isTrack(value: unknown): value is MediaStreamTrack {
  if (typeof value !== "object" || value === null) return false;
  const { kind, readyState, stop, addEventListener } = value as Readonly<Record<string, unknown>>;
  const methods = [stop, addEventListener];
  return (
    typeof kind === "string" &&
    typeof readyState === "string" &&
    methods.every((method) => typeof method === "function")
  );
}

function nameOf(track: MediaStreamTrack | null): string {
  if (!track) return "a value that is not a track";
  return track.readyState === "live" ? `a track of kind "${track.kind}"` : "a track that has ended";
}
