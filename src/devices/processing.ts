import type { SoraE2EEError } from "../errors.ts";
import type { MediaKind } from "../status.ts";
import { ProcessorRun, stoppedDevice } from "./processor-run.ts";
import type { ProcessorState, TrackProcessor } from "./processor-types.ts";

/**
 * The processing of a device's track before it is sent. The track passes through the processor, if there is
 * one.
 */
export class Processing {
  readonly #kind: MediaKind;
  readonly #onChange: () => void;
  #processor: TrackProcessor | null;
  #source: MediaStreamTrack | null = null;
  #sent: MediaStreamTrack | null = null;
  /** The processor run whose track is sent. */
  #run: ProcessorRun | null = null;
  /** The processor run that replaces it as soon as it answers. */
  #next: ProcessorRun | null = null;
  #error: SoraE2EEError | null = null;

  constructor(kind: MediaKind, processor: TrackProcessor | null, onChange: () => void) {
    this.#kind = kind;
    this.#processor = processor;
    this.#onChange = onChange;
  }

  /**
   * Null until the processor has answered for the first time, so that an unblurred room is never sent.
   */
  get sent(): MediaStreamTrack | null {
    return this.#sent;
  }

  /** Undefined: there is no processor. */
  get state(): ProcessorState | undefined {
    if (this.#next) return { status: "starting" };
    if (this.#run) return { status: "on" };
    return this.#error ? { status: "failed", error: this.#error } : undefined;
  }

  /** Takes another track of the device. The device stops the previous one. */
  use(source: MediaStreamTrack): void {
    this.stop();
    this.#source = source;
    if (this.#processor) this.#start(source, this.#processor);
    else this.#sent = source;
  }

  /**
   * Uses this processor from now on. Null: none. The sent track stays until the new processor has answered.
   */
  set(processor: TrackProcessor | null): void {
    if (processor === this.#processor) return;
    this.#processor = processor;
    if (!this.#source) return;
    if (processor) {
      this.#start(this.#source, processor);
      this.#onChange();
    } else this.#sendPlain(this.#source, null);
  }

  /** The device is closed, or its track has ended. */
  stop(): void {
    this.#end();
    this.#source = null;
    this.#sent = null;
    this.#error = null;
  }

  #start(source: MediaStreamTrack, processor: TrackProcessor): void {
    this.#next?.end();
    this.#error = null;
    const run = new ProcessorRun(this.#kind, source, {
      onTrack: (track) => this.#take(run, track),
      onFailed: (error) => this.#onFailed(run, source, error),
    });
    this.#next = run;
    void run.start(processor);
  }

  #take(run: ProcessorRun, track: MediaStreamTrack): void {
    const before = this.#run;
    this.#run = run;
    this.#next = null;
    this.#sent = track;
    this.#onChange();
    before?.end(track);
  }

  #onFailed(run: ProcessorRun, source: MediaStreamTrack, error: SoraE2EEError): void {
    if (run === this.#run && this.#next) {
      // The next processor is already starting.
      this.#run = null;
      this.#sent = source;
      this.#onChange();
    } else this.#sendPlain(source, error);
  }

  #sendPlain(source: MediaStreamTrack, error: SoraE2EEError | null): void {
    const runs = [this.#run, this.#next];
    this.#run = null;
    this.#next = null;
    this.#error = error;
    this.#sent = source;
    this.#onChange();
    for (const run of runs) run?.end();
    if (error || this.#source !== source || source.readyState === "live") return;
    this.#error = stoppedDevice(this.#kind);
    this.#onChange();
  }

  #end(): void {
    this.#run?.end();
    this.#next?.end();
    this.#run = null;
    this.#next = null;
  }
}
