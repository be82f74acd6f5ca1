import { SoraE2EEError } from "../errors.ts";
import type { MediaKind, SelfEncryptionStatus, WorkerFacts } from "../status.ts";
import type { EncodedTransforms } from "./encoded-transforms.ts";
import type { WorkerClient } from "./worker-client.ts";

/**
 * The check runs often until the first sealed frame, because people wait for the badge. Afterwards it runs as
 * a watch.
 */
const eagerInterval = 100;
const watchInterval = 500;
const eagerChecks = 50;

/**
 * Frames that the browser counts before the worker has sealed them: for how many answers of the worker, and how many video
 * frames. That is two seconds, and longer on a busy machine, where the answers and the frames are both late.
 */
const inFlightAnswers = 21;
const inFlightFrames = 30;
/**
 * Maximum number of video frames of one layer not sealed yet, also of those that are sent while the check waits. In a hidden page, and with a
 * slow worker, the answers take much longer than two seconds.
 */
const waitingFrames = 90;

/** A busy worker answers in milliseconds. The worker handles the question before all other work. */
const answerTimeout = 5000;
/**
 * Number of questions without an answer after which the worker counts as lost. A machine can also be busy.
 */
const questions = 2;
/** A timer that is late by this much means that the page was frozen, not only busy. */
const timerSlack = 500;

export interface ProtectionCheckEvents {
  onStatus(status: SelfEncryptionStatus): void;
  /** `workerLost`: the worker does not answer any more. It passes no frame, and a new worker may help. */
  onFailed(error: SoraE2EEError, workerLost: boolean): void;
}

interface SentLine {
  readonly sender: RTCRtpSender;
  readonly transformId: number;
  readonly kind: MediaKind;
  /** The browser's count, of all layers. */
  readonly frames: number;
  /** Number of layers that send. */
  readonly layers: number;
}

/**
 * The protection check compares the browser's count of sent frames with the worker's count of sealed frames.
 * It asks the browser first and the worker afterwards, so every frame sent by then must be among the sealed
 * ones. If the browser sent more, a frame has left in the clear.
 */
export class ProtectionCheck {
  readonly #client: WorkerClient;
  readonly #transforms: EncodedTransforms;
  readonly #events: ProtectionCheckEvents;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #checks = 0;
  #stopped = false;
  #workerLost = false;

  constructor(client: WorkerClient, transforms: EncodedTransforms, events: ProtectionCheckEvents) {
    this.#client = client;
    this.#transforms = transforms;
    this.#events = events;
  }

  start(): void {
    this.#timer = setTimeout(() => void this.#run(), 0);
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  async #run(): Promise<void> {
    try {
      const status = await this.#check();
      if (this.#stopped) return;
      this.#events.onStatus(status);
      this.#checks += 1;
      const eager = status === "waiting" && this.#checks < eagerChecks && this.#transforms.senders.size > 0;
      const interval = eager ? eagerInterval : watchInterval;
      this.#timer = setTimeout(() => void this.#run(), interval);
    } catch (cause) {
      if (this.#stopped) return;
      this.#events.onFailed(
        cause instanceof SoraE2EEError
          ? cause
          : new SoraE2EEError(
              "internal",
              "The browser's statistics could not be read, so the sent media could not be checked. Connect again, or use another browser.",
              { cause },
            ),
        this.#workerLost,
      );
    }
  }

  /** A dead worker causes no error event. It only stops answering. */
  async #factsFromWorker(): Promise<WorkerFacts> {
    for (let asked = 0; asked < questions; asked += 1) {
      const facts = await this.#askWorker();
      if (facts !== null) return facts;
    }
    this.#workerLost = true;
    throw new SoraE2EEError("worker-crashed", "The encryption worker no longer answers.");
  }

  /** Null when no answer arrived in time. */
  async #askWorker(): Promise<WorkerFacts | null> {
    const askedAt = performance.now();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const silence = new Promise<null>((resolve) => {
      const expire = (): void => {
        // In a page that was frozen, timers run before messages. The worker gets more time to answer.
        const frozen = performance.now() - askedAt > answerTimeout + timerSlack;
        if (frozen) timer = setTimeout(resolve, answerTimeout, null);
        else resolve(null);
      };
      timer = setTimeout(expire, answerTimeout);
    });
    try {
      return await Promise.race([this.#client.request<"facts">({ kind: "facts", peers: false }), silence]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** No media is sent without a track, or when all tracks have ended because their devices are gone. */
  #sends(): boolean {
    return [...this.#transforms.senders.keys()].some(
      ({ track }) => track !== null && track?.readyState !== "ended",
    );
  }

  #sent(): Promise<SentLine[]> {
    return Promise.all(
      [...this.#transforms.senders].map(async ([sender, { transformId, kind }]) => ({
        sender,
        transformId,
        kind,
        ...framesSent(await sender.getStats(), kind),
      })),
    );
  }

  /** @throws {SoraE2EEError} `plaintext-detected`, with the senders stopped. */
  async #check(): Promise<Exclude<SelfEncryptionStatus, "blocked">> {
    const sent = await this.#sent();
    let newest = sent;
    let facts = await this.#factsFromWorker();
    const clear = ({ frames, transformId }: SentLine): number => frames - accountedFor(facts, transformId);
    const isLeaking = (line: SentLine): boolean => clear(line) > 0;
    const isBeyondFlight = (line: SentLine): boolean =>
      clear(line) > (line.kind === "audio" ? 0 : inFlightFrames);
    const isTooMany = (line: SentLine): boolean =>
      line.kind === "video" && clear(line) > waitingFrames * line.layers;
    // Frames that the browser counts may still be in transit to a busy worker. The check asks again about the
    // same frames.
    for (let answers = 1; sent.some(isLeaking) && !this.#stopped; answers += 1) {
      if (answers > inFlightAnswers) break;
      if (answers > 1 && (sent.some(isBeyondFlight) || newest.some(isTooMany))) break;
      await new Promise((resolve) => setTimeout(resolve, eagerInterval));
      newest = await this.#sent();
      facts = await this.#factsFromWorker();
    }
    const leaking = sent.filter(isLeaking);
    if (leaking.length > 0) {
      await Promise.all(leaking.map(({ sender }) => sender.replaceTrack(null).catch(() => undefined)));
      await this.#client.request<"block">({
        kind: "block",
        transformIds: leaking.map(({ transformId }) => transformId),
      });
      this.#events.onStatus("blocked");
      throw new SoraE2EEError(
        "plaintext-detected",
        "The browser sent media that was not encrypted, so the call was ended. Update the browser, or use another one.",
      );
    }
    const sealed = facts.senders.some(({ passed }) => passed > 0);
    if (!this.#sends()) return "waiting";
    return sealed && sent.some(({ frames }) => frames > 0) ? "protected" : "waiting";
  }
}

/**
 * The maximum number of frames that the browser can have sent through the transform. For audio, browsers
 * count sent packets, so only sealed frames count. A video frame counts as sent when it is encoded, so
 * dropped frames count, too.
 */
function accountedFor({ senders }: WorkerFacts, transformId: number): number {
  const sender = senders.find((facts) => facts.transformId === transformId);
  if (!sender) return 0;
  return sender.kind === "audio" ? sender.passed : sender.received;
}

/** Frames of all layers. An Opus frame is a packet. Fields of W3C webrtc-stats, `RTCOutboundRtpStreamStats`. */
function framesSent(report: RTCStatsReport, kind: MediaKind): Pick<SentLine, "frames" | "layers"> {
  const counts = [...(report.values() as Iterable<Record<string, unknown>>)]
    .filter(({ type }) => type === "outbound-rtp")
    .map((stats) =>
      kind === "video"
        ? number(stats.framesSent)
        : number(stats.packetsSent) - number(stats.retransmittedPacketsSent),
    );
  return {
    frames: counts.reduce((sum, count) => sum + count, 0),
    layers: counts.filter((count) => count > 0).length,
  };
}

function number(value: unknown): number {
  return typeof value === "number" ? value : 0;
}
