import { browserAdvice, SoraE2EEError } from "../errors.ts";

const sentences = {
  "recording-unsupported": `This browser cannot record a call. ${browserAdvice} on a computer.`,
  "recording-not-chosen": "No file was chosen for the recording: the browser's dialog was closed.",
  "recording-declined": "No participant agreed to the recording, so nothing was recorded.",
  "recording-failed":
    "The recording failed and was stopped. Check the free space of the disk, then start a new recording.",
} as const;

export type RecordingErrorCode = keyof typeof sentences;

export function recordingError(code: RecordingErrorCode, cause?: unknown): SoraE2EEError {
  return new SoraE2EEError(code, sentences[code], cause === undefined ? undefined : { cause });
}

/** Any other error is a failure of the recording. */
export function asRecordingError(cause: unknown): SoraE2EEError {
  return cause instanceof SoraE2EEError ? cause : recordingError("recording-failed", cause);
}
