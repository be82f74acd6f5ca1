import type { SoraCall } from "../call/types.ts";
import { SoraE2EEError } from "../errors.ts";
import type { CallPhase } from "../store/types.ts";
import { type Consent, createConsent } from "./consent.ts";
import { asRecordingError, recordingError } from "./errors.ts";
import { checkSettings, chooseMimeType, fileNameOf } from "./format.ts";
import {
  announceInterval,
  announcementExpiry,
  newRecordingId,
  type RecordingMessage,
  writeMessage,
} from "./messages.ts";
import type { Recorder } from "./recorder.ts";
import { isAlone, sourcesOf } from "./sources.ts";
import { chooseTarget, download, inMemory, type RecordingTarget } from "./target.ts";
import type { OwnRecording, RecordedFile, RecordingSettings, RecordingTexts } from "./types.ts";

/** Time for answers before recording begins without the participants who did not answer, in milliseconds. */
const answerLimit = 60_000;
/** Bytes in memory from which on the person is warned. */
const largeInMemory = 500_000_000;

export const noRecording: OwnRecording = {
  status: "off",
  since: null,
  target: null,
  bytes: 0,
  large: false,
  answers: [],
  error: null,
  file: null,
};

const over: ReadonlySet<CallPhase> = new Set(["disconnecting", "disconnected", "failed"]);

/** One recording, from the request for consent to the saved file. */
interface Session {
  readonly id: string;
  readonly consent: Consent;
  readonly asked: number;
  readonly target: RecordingTarget;
  readonly settings: RecordingSettings;
  readonly mimeType: string;
  timer: ReturnType<typeof setInterval> | undefined;
  stage: "asking" | "starting" | "recording";
  /** The start time of the recording. 0 before the start. */
  since: number;
  recorder: Recorder | null;
  announcedAt: number;
  /** True while the others may not see that they are recorded. They are left out then. */
  silent: boolean;
  /** The recorded file. Set when the recording ends. */
  ending: Promise<RecordedFile | null> | null;
}

export class OwnRecordingControl {
  readonly #call: SoraCall;
  readonly #label: string;
  readonly #texts: () => RecordingTexts;
  readonly #set: (change: Partial<OwnRecording>) => void;
  #session: Session | null = null;
  /** While the browser's dialog is open. */
  #choosing: object | null = null;

  constructor(
    call: SoraCall,
    label: string,
    texts: () => RecordingTexts,
    set: (change: Partial<OwnRecording>) => void,
  ) {
    this.#call = call;
    this.#label = label;
    this.#texts = texts;
    this.#set = set;
  }

  async start(settings: RecordingSettings = {}): Promise<void> {
    if (this.#session || this.#choosing) return;
    const choosing = {};
    this.#choosing = choosing;
    try {
      const mimeType = chooseMimeType(checkSettings(settings), settings.mimeType);
      this.#requireConnected();
      this.#set({ ...noRecording, status: "choosing" });
      const name = fileNameOf(settings.fileName, mimeType, new Date());
      const target =
        settings.target === "memory" ? inMemory(name, mimeType) : await chooseTarget(name, mimeType);
      if (this.#choosing !== choosing || over.has(this.#call.store.getState().phase)) {
        await target.discard();
        return;
      }
      this.#ask({ settings, mimeType, target });
    } catch (cause) {
      if (this.#choosing === choosing) this.#set({ ...noRecording, error: asRecordingError(cause) });
    } finally {
      if (this.#choosing === choosing) this.#choosing = null;
    }
  }

  /** Starts without waiting for further answers. */
  proceed(): void {
    const session = this.#session;
    if (session?.stage === "asking") this.#decide(session);
  }

  async stop(): Promise<RecordedFile | null> {
    if (this.#choosing) {
      this.#choosing = null;
      this.#set(noRecording);
    }
    return this.#session ? this.#end(this.#session, null) : null;
  }

  receive(from: string, message: RecordingMessage): void {
    const session = this.#session;
    if (!session || message.type !== "answer" || message.id !== session.id) return;
    const isKept = session.consent.record(this.#call.store.getState().peers, from, message.agreed);
    // Without a confirmation, the answer is repeated.
    if (isKept)
      this.#send({ type: "heard", id: session.id, agreed: message.agreed }, from).catch(() => undefined);
    this.refresh();
  }

  /** Called when the call's state or an answer has changed. */
  refresh(): void {
    const session = this.#session;
    if (!session || session.ending) return;
    const state = this.#call.store.getState();
    if (over.has(state.phase)) {
      void this.#end(session, null);
      return;
    }
    session.consent.keepOnly(state.peers);
    const consent = session.silent ? createConsent() : session.consent;
    this.#set({ answers: consent.all(state) });
    session.recorder?.update(sourcesOf(state, consent));
    this.#decideWhenAnswered(session);
  }

  /** Called for a new connection, whose peers do not know the recording yet. */
  connected(): void {
    if (!this.#session) return;
    this.#session.announcedAt = Date.now();
    this.#announce(this.#session);
  }

  #ask(given: Pick<Session, "settings" | "mimeType" | "target">): void {
    const session: Session = {
      ...given,
      id: newRecordingId(),
      consent: createConsent(),
      asked: Date.now(),
      timer: undefined,
      stage: "asking",
      since: 0,
      recorder: null,
      announcedAt: Date.now(),
      silent: false,
      ending: null,
    };
    this.#session = session;
    addEventListener("pagehide", this.#onPageHide);
    addEventListener("beforeunload", warnBeforeUnload);
    session.timer = setInterval(() => this.#announce(session), announceInterval);
    this.#set({ status: "asking", target: session.target.kind });
    this.#announce(session);
    this.refresh();
  }

  #decideWhenAnswered(session: Session): void {
    if (session.stage !== "asking") return;
    const answers = session.consent.all(this.#call.store.getState());
    const waits = answers.some(({ answer }) => answer === "unanswered");
    if (!waits || Date.now() - session.asked >= answerLimit) this.#decide(session);
  }

  #decide(session: Session): void {
    const state = this.#call.store.getState();
    if (state.phase !== "connected") return;
    const agreed = session.consent.all(state).some(({ answer }) => answer === "agreed");
    if (agreed || isAlone(state)) void this.#begin(session);
    else void this.#end(session, recordingError("recording-declined"));
  }

  async #begin(session: Session): Promise<void> {
    if (session.ending) return;
    session.stage = "starting";
    this.#set({ status: "starting" });
    try {
      const { createRecorder } = await import("./recorder.ts");
      if (session.ending) return;
      const { mimeType, target } = session;
      session.recorder = createRecorder({
        mimeType,
        target,
        settings: checkSettings(session.settings),
        texts: this.#texts(),
        onBytes: (bytes) => this.#set({ bytes, large: target.kind === "memory" && bytes >= largeInMemory }),
        onFailed: (cause) => void this.#end(session, recordingError("recording-failed", cause)),
      });
      // The others are told before the recording starts.
      await this.#send(announcementOf(session.id, "recording", 0));
      if (session.ending) return;
      session.recorder.update(sourcesOf(this.#call.store.getState(), session.consent));
      session.recorder.begin();
      const now = Date.now();
      session.announcedAt = now;
      session.since = now;
      session.stage = "recording";
      this.#set({ status: "recording", since: now });
    } catch (cause) {
      void this.#end(session, asRecordingError(cause));
    }
  }

  #announce(session: Session): void {
    if (this.#call.store.getState().phase !== "connected") return;
    const isRecording = session.stage !== "asking";
    const age = session.since > 0 ? Math.round((Date.now() - session.since) / 1000) : 0;
    this.#send(announcementOf(session.id, isRecording ? "recording" : "asking", age)).then(
      () => {
        session.announcedAt = Date.now();
        this.#setSilent(session, false);
      },
      // It is repeated.
      () => undefined,
    );
    // The marks on the pages of the others are gone by now.
    if (Date.now() - session.announcedAt >= announcementExpiry) this.#setSilent(session, true);
    this.#decideWhenAnswered(session);
  }

  #setSilent(session: Session, silent: boolean): void {
    if (session.silent === silent) return;
    session.silent = silent;
    this.refresh();
  }

  #end(session: Session, error: SoraE2EEError | null): Promise<RecordedFile | null> {
    session.ending ??= this.#finish(session, error);
    return session.ending;
  }

  async #finish(session: Session, error: SoraE2EEError | null): Promise<RecordedFile | null> {
    clearInterval(session.timer);
    removeEventListener("pagehide", this.#onPageHide);
    removeEventListener("beforeunload", warnBeforeUnload);
    const { recorder, target, settings } = session;
    let file: RecordedFile | null = null;
    let failure = error;
    if (recorder && session.stage === "recording") {
      this.#set({ status: "saving" });
      try {
        file = await recorder.stop();
      } catch (cause) {
        failure ??= recordingError("recording-failed", cause);
      }
      if (file?.blob && settings.download !== false) download(file.blob, file.name);
    } else {
      recorder?.release();
      await target.discard();
    }
    this.#send(announcementOf(session.id, "ended", 0)).catch(() => undefined);
    if (this.#session === session) {
      this.#session = null;
      this.#set({ ...noRecording, error: failure, file });
    }
    return file;
  }

  readonly #onPageHide = (): void => void this.stop();

  #send(message: RecordingMessage, to?: string): Promise<void> {
    return this.#call.sendSealedMessage(this.#label, writeMessage(message), to === undefined ? {} : { to });
  }

  #requireConnected(): void {
    if (this.#call.store.getState().phase === "connected") return;
    throw new SoraE2EEError("invalid-state", "A recording can start only while the call is connected.");
  }
}

function announcementOf(id: string, status: "asking" | "recording" | "ended", age: number): RecordingMessage {
  return { type: "announcement", id, status, age };
}

/** Closing the page now would lose the recording, so the browser asks the person. */
function warnBeforeUnload(event: BeforeUnloadEvent): void {
  event.preventDefault();
}
