import { sealableCodecs } from "../e2ee/media/codecs/sealable.ts";
import { loneSurrogate, malformedTextIn } from "../e2ee/protocol/well-formed.ts";
import { SoraE2EEError } from "../errors.ts";
import type { SoraConnectionOptions } from "../sora/options.ts";
import { relayProblem } from "../sora/relay/options.ts";
import type { MediaKind } from "../status.ts";
import { participantProblem } from "./participant.ts";
import { sealedLabelProblem, withSealedLabels } from "./sealed-messages.ts";
import { isSupported } from "./support.ts";
import type { SoraCallOptions } from "./types.ts";

/** Sora would choose VP9 when nothing is named; the released stack knows VP8 only. */
const defaultVideoCodec = "VP8";

/**
 * Says no before anything is opened.
 * @throws {SoraE2EEError} `browser-unsupported`, `invalid-options` or `codec-unsupported`.
 */
export function checkOptions(options: SoraCallOptions): void {
  const support = isSupported();
  if (!support.supported) {
    throw new SoraE2EEError(
      "browser-unsupported",
      `This browser or page cannot protect a call: ${support.problems.join(", ")}. Use a current Chrome, Edge, Firefox or Safari, over https.`,
    );
  }
  checkTexts(options);
  const urls = typeof options.signalingUrls === "string" ? [options.signalingUrls] : options.signalingUrls;
  if (urls.length === 0 || !urls.every(isWebSocketUrl)) {
    throw invalid("signalingUrls must hold at least one ws:// or wss:// URL");
  }
  if (typeof options.channelId !== "string" || options.channelId === "") {
    throw invalid("channelId must be a string that is not empty");
  }
  const { role = "sendrecv", relay = "signaling", signalingNotifyMetadata = {} } = options;
  if (!["sendrecv", "sendonly", "recvonly"].includes(role)) throw invalid(`"${role}" is not a role of Sora`);
  const wrongRelay = relayProblem(relay, options.connectionOptions ?? {});
  if (wrongRelay !== null) throw invalid(wrongRelay);
  const wrongLabel = sealedLabelProblem(options.sealedMessages ?? [], relay, options.connectionOptions ?? {});
  if (wrongLabel !== null) throw invalid(wrongLabel);
  if (
    typeof signalingNotifyMetadata !== "object" ||
    signalingNotifyMetadata === null ||
    Array.isArray(signalingNotifyMetadata)
  ) {
    throw invalid("signalingNotifyMetadata must be an object: the key bundle travels beside it");
  }
  const wrongParticipant = participantProblem(options.participant);
  if (wrongParticipant !== null) throw invalid(wrongParticipant);
  checkCodecs(connectionOptions(options));
}

/** The SDK's options with a codec that can be sealed, and the channels for sealed messages. */
export function connectionOptions({
  connectionOptions: given,
  relay = "signaling",
  sealedMessages = [],
}: SoraCallOptions): SoraConnectionOptions {
  return withSealedLabels(sealedMessages, relay, { videoCodecType: defaultVideoCodec, ...given });
}

/** Options whose texts travel to the server or stand in what is sealed. */
const travelling = [
  "signalingUrls",
  "channelId",
  "relay",
  "engine",
  "metadata",
  "signalingNotifyMetadata",
  "connectionOptions",
  "sealedMessages",
] as const;

function checkTexts(options: SoraCallOptions): void {
  for (const name of travelling) {
    const path = malformedTextIn(options[name], name);
    if (path !== null) throw invalid(`${path} ${loneSurrogate}`);
  }
}

function checkCodecs({ videoCodecType, audioCodecType }: SoraConnectionOptions): void {
  if (canBeSealed("video", videoCodecType) && canBeSealed("audio", audioCodecType)) return;
  throw new SoraE2EEError(
    "codec-unsupported",
    `This codec cannot be sealed. Use ${sealableCodecs.video.join(", ")} for video and ${sealableCodecs.audio.join(", ")} for audio.`,
  );
}

function canBeSealed(kind: MediaKind, codec: string | undefined): boolean {
  return codec === undefined || sealableCodecs[kind].some((known) => known === codec);
}

function isWebSocketUrl(value: unknown): boolean {
  if (typeof value !== "string") return false;
  try {
    return /^wss?:$/.test(new URL(value).protocol);
  } catch {
    return false;
  }
}

function invalid(detail: string): SoraE2EEError {
  return new SoraE2EEError("invalid-options", `These call options cannot be used: ${detail}.`);
}
