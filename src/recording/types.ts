import type { StoreApi } from "zustand/vanilla";
import type { SoraE2EEError } from "../errors.ts";

/** One tile of the recording, and its sound. */
export interface RecordedSource {
  /** Connection id; `self` for this page's own camera. */
  readonly id: string;
  readonly kind: "camera" | "screen";
  readonly name: string;
  /** False without consent. Then a placeholder without the name is drawn, and there is no sound. */
  readonly included: boolean;
  /** Null: there is no picture. Always null without consent. */
  readonly video: MediaStreamTrack | null;
  /** Null: there is no sound. Always null without consent. */
  readonly audio: MediaStreamTrack | null;
}

/** Texts that are drawn into the picture. */
export interface RecordingTexts {
  /** Shown in the tile of a participant without consent. */
  readonly notRecorded: string;
  /** Shown for participants without a name. */
  readonly guest: string;
}

export interface RecordingSettings {
  /** Pixels. Default 1280. */
  readonly width?: number;
  /** Pixels. Default 720. */
  readonly height?: number;
  /** Frames per second, 1 to 60. Default 24. */
  readonly frameRate?: number;
  /** Default 2,500,000. */
  readonly videoBitsPerSecond?: number;
  /** Default 128,000. */
  readonly audioBitsPerSecond?: number;
  /** Container and codecs, as in `MediaRecorder.isTypeSupported`. Default: the first that works of MP4 (H.264) and WebM. */
  readonly mimeType?: string;
  /** Without an ending. Default: `meeting` and the local date and time. */
  readonly fileName?: string;
  /**
   * `file`: to a file that the person chooses, chunk by chunk, where the browser can do that; otherwise in memory. `memory`:
   * always in memory. Default `file`.
   */
  readonly target?: "file" | "memory";
  /** Downloads a recording in memory at its end. Default true. With false, use `file.blob` from the state. */
  readonly download?: boolean;
}

/** A finished recording. */
export interface RecordedFile {
  readonly name: string;
  readonly mimeType: string;
  readonly bytes: number;
  /** Seconds. */
  readonly duration: number;
  /** The recording itself; null when it was written to a file. */
  readonly blob: Blob | null;
}

/** The consent of a participant. `unanswered`: no answer has come, so nothing of them is recorded. */
export type RecordingAnswer = "agreed" | "declined" | "unanswered";

/** This page's own recording. */
export interface OwnRecording {
  /**
   * `choosing`: the browser asks for a file. `asking`: participants are asked, and nothing is recorded. `starting`,
   * `recording`, `saving`: as they say.
   */
  readonly status: "off" | "choosing" | "asking" | "starting" | "recording" | "saving";
  /** The start time of the recording, in milliseconds since the epoch. Null before the start. */
  readonly since: number | null;
  /** The destination of the recording. Null before it is known. */
  readonly target: "file" | "memory" | null;
  readonly bytes: number;
  /** The recording in memory is so large that the browser may run out of memory. Stop and save it. */
  readonly large: boolean;
  /** The answers of the present participants, by the id of `useParticipants`. */
  readonly answers: readonly { readonly participant: string; readonly answer: RecordingAnswer }[];
  /**
   * The reason why the last recording ended or did not start. `recording-not-chosen`: the person closed the
   * browser's dialog.
   */
  readonly error: SoraE2EEError | null;
  /** The result of the last recording, also after a failure if something could be saved. */
  readonly file: RecordedFile | null;
}

/** A recording that another participant announces. */
export interface AnnouncedRecording {
  /** For `answer`. */
  readonly key: string;
  /** Connection id of the recorder. */
  readonly from: string;
  /** `asking`: the recorder waits for answers. */
  readonly status: "asking" | "recording";
  /** The start time that the recorder reports, in milliseconds since the epoch. Null before the start. */
  readonly since: number | null;
  /** This person's answer. Null: no answer yet. */
  readonly answer: "agreed" | "declined" | null;
  /** True when the recorder confirmed the answer. Until then it is sent again. */
  readonly confirmed: boolean;
  /**
   * The same recorder asked a short time ago and got an answer, so do not interrupt the person for this
   * request.
   */
  readonly quiet: boolean;
}

export interface RecordingState {
  readonly own: OwnRecording;
  /** Recordings of others, oldest first. */
  readonly others: readonly AnnouncedRecording[];
}

export interface Recording {
  readonly store: Pick<StoreApi<RecordingState>, "getState" | "getInitialState" | "subscribe">;
  /**
   * Chooses a file, asks all participants, and records once they have answered. Call it in a click. Never rejects: see
   * `own.error`.
   */
  start(settings?: RecordingSettings): Promise<void>;
  /** While asking: begins with those who agreed, without waiting for the others. */
  proceed(): void;
  /** Ends the recording, or the request for consent. Resolves with the file; null when there is none. Never rejects. */
  stop(): Promise<RecordedFile | null>;
  /** Agrees to the recording of another participant or declines it; can be changed at any time. */
  answer(key: string, agreed: boolean): void;
  /** Starts to listen to announcements. Returns a function that stops it, and also ends our own recording. */
  listen(): () => void;
}
