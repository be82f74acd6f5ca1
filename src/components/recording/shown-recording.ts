import type { SoraE2EEErrorCode } from "../../errors.ts";

/** The part of `own` of `useRecording` that is shown. */
export interface ShownOwnRecording {
  readonly status: "off" | "choosing" | "asking" | "starting" | "recording" | "saving";
  readonly since: number | null;
  readonly bytes: number;
  readonly large: boolean;
  readonly answers: readonly {
    readonly participant: string;
    readonly answer: "agreed" | "declined" | "unanswered";
  }[];
  readonly error: { readonly code: SoraE2EEErrorCode } | null;
}

/** The part of one of `others` of `useRecording` that is shown. */
export interface ShownRecording {
  readonly key: string;
  /** Connection id of the recorder. */
  readonly from: string;
  readonly status: "asking" | "recording";
  readonly since: number | null;
  readonly answer: "agreed" | "declined" | null;
  readonly confirmed: boolean;
}
