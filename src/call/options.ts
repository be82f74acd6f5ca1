import { sealableCodecs } from "../e2ee/media/codecs/sealable.ts";
import { SoraE2EEError } from "../errors.ts";
import { cleanName } from "../protocol/display-name.ts";
import { isRole, type Role, roles } from "../protocol/types.ts";
import { loneSurrogate, malformedTextIn } from "../protocol/well-formed.ts";
import { connectionOptionsProblem } from "../sora/check-connection-options.ts";
import { jsonProblem } from "../sora/json-problem.ts";
import type { SoraConnectionOptions } from "../sora/options.ts";
import { defaultRelay, type RelayOptions, relayProblem } from "../sora/relay/options.ts";
import type { MediaKind } from "../status.ts";
import { agreementProblem } from "./agreement-options.ts";
import { createDefaultWorker } from "./create-worker.ts";
import { engineProblem } from "./engine.ts";
import { identityProblem, type ResolvedIdentity, resolveIdentity } from "./identity-options.ts";
import { type MediaOptions, mediaProblem } from "./media-options.ts";
import { participantProblem } from "./participant.ts";
import { isRecord, readable, readOr } from "./readable.ts";
import { sealedLabelProblem, sealedLabels, withSealedLabels } from "./sealed-messages.ts";
import { requireSending, requireSupport } from "./support.ts";
import type { SoraCallOptions } from "./types.ts";

type Metadata = NonNullable<SoraCallOptions["metadata"]> | null;
type Named = Required<
  Pick<
    SoraCallOptions,
    "signalingUrls" | "channelId" | "agreement" | "engine" | "signalingNotifyMetadata" | "sealedMessages"
  >
>;

/** Options of a call that were checked, with every default filled in. */
export interface ResolvedOptions extends Named, MediaOptions {
  readonly role: Role;
  readonly relay: RelayOptions;
  readonly identity: ResolvedIdentity;
  readonly metadata: Metadata;
  /** `sealedMessages`, and the label of the library's own messages where there is one. */
  readonly sealedLabels: readonly string[];
  /** The SDK's options with a codec that can be encrypted, and the channels for sealed messages. */
  readonly connectionOptions: SoraConnectionOptions;
  /** Cleaned, as peers see it. Null: no name. */
  readonly name: string | null;
  readonly allowAudioLevels: boolean;
  /** Wanted. They also need the label of the library's own messages. */
  readonly receipts: boolean;
  /** Maximum number of reconnect attempts in a row after a loss. */
  readonly attempts: number;
  readonly createWorker: () => Worker;
}

/** Sora would choose VP9 by default, but released clients support only VP8. */
const defaultVideoCodec = "VP8";
const defaultAttempts = 10;
const defaultRole: Role = "sendrecv";
/** For each option that has one. */
const defaults = {
  role: defaultRole,
  relay: defaultRelay,
  agreement: "sora",
  engine: "built-in",
  metadata: null,
  signalingNotifyMetadata: {},
  connectionOptions: {},
  sealedMessages: [],
  reconnect: true,
  allowAudioLevels: false,
} as const;
const longestChannelId = 255;

/** Options whose texts are sent to the server or become part of sealed data. */
const travelling = [
  "signalingUrls",
  "channelId",
  "relay",
  "agreement",
  "engine",
  "metadata",
  "signalingNotifyMetadata",
  "connectionOptions",
  "sealedMessages",
  "name",
] as const;

const others = [
  "role",
  "stream",
  "media",
  "constraints",
  "participant",
  "identity",
  "allowAudioLevels",
  "receipts",
  "reconnect",
  "createWorker",
] as const;

/** The role in the options. Other fields are not checked. */
export function roleOf(options: SoraCallOptions): Role {
  const role = readOr<unknown>(undefined, () => recordOf(options).role);
  return isRole(role) ? role : defaultRole;
}

/**
 * Checks the options of a call and fills in the defaults, once, before anything is opened. Callers in JavaScript may give
 * anything.
 * @throws {SoraE2EEError} `browser-unsupported`, `invalid-options`, which names the option, or `codec-unsupported`.
 */
export function resolveOptions(options: SoraCallOptions): ResolvedOptions {
  requireSupport();
  const record = recordOf(options);
  const problem = unreadable(record) ?? optionsProblem(withDefaults(record));
  if (problem !== null) throw invalid(problem);
  const given = withDefaults(record) as SoraCallOptions &
    Required<Pick<SoraCallOptions, keyof typeof defaults>>;
  const { role, relay, agreement, engine, sealedMessages, reconnect, stream, media, constraints } = given;
  const sealed = sealedLabels(given);
  const connectionOptions = withSealedLabels(sealed, relay, {
    videoCodecType: defaultVideoCodec,
    ...withoutUndefined(given.connectionOptions),
  });
  checkCodecs(connectionOptions);
  requireSending(connectionOptions, role);
  return {
    signalingUrls: given.signalingUrls,
    channelId: given.channelId,
    role,
    relay,
    agreement,
    engine,
    identity: resolveIdentity(given.identity),
    metadata: given.metadata,
    signalingNotifyMetadata: given.signalingNotifyMetadata,
    sealedMessages,
    sealedLabels: sealed,
    ...(stream && { stream }),
    ...(media && { media }),
    ...(constraints && { constraints }),
    connectionOptions,
    name: cleanName(given.name),
    allowAudioLevels: given.allowAudioLevels,
    receipts: given.receipts ?? true,
    attempts: typeof reconnect === "object" ? reconnect.attempts : reconnect ? defaultAttempts : 0,
    createWorker: given.createWorker ?? (() => createDefaultWorker({ engine, agreement })),
  };
}

/** An undefined option counts as a missing option. */
function withDefaults(given: Given): Given {
  const named = [...travelling, ...others].map((name) => [name, given[name]] as const);
  return { ...defaults, ...withoutUndefined(Object.fromEntries(named)) } as Given;
}

type Given = Readonly<Record<keyof SoraCallOptions, unknown>>;

/** The name of the option that throws when it is read. Null: none. */
function unreadable(given: Given): string | null {
  for (const name of [...travelling, ...others]) {
    const problem = readable(name, () => {
      void given[name];
      return null;
    });
    if (problem !== null) return problem;
  }
  return null;
}

/** The problem, as the end of a sentence that names the option; null if there is none. */
function optionsProblem(given: Given): string | null {
  const { signalingUrls, channelId, role, relay, agreement, engine, createWorker } = given;
  const { metadata, signalingNotifyMetadata, connectionOptions, sealedMessages, reconnect } = given;
  for (const name of travelling) {
    const problem = readable(name, () => {
      const malformed = malformedTextIn(given[name], name);
      return malformed === null ? null : `${malformed} ${loneSurrogate}`;
    });
    if (problem !== null) return problem;
  }
  if (!areWebSocketUrls(signalingUrls)) {
    return "signalingUrls must be a ws:// or wss:// URL, or a list of at least one";
  }
  if (urlsIn(signalingUrls).some((url) => String(url).includes("#"))) {
    return "signalingUrls must not contain a # fragment, because browsers refuse it for WebSockets";
  }
  if (typeof channelId !== "string" || channelId === "") return "channelId must be a non-empty string";
  if (new TextEncoder().encode(channelId).length > longestChannelId) {
    return `channelId must have at most ${longestChannelId} bytes`;
  }
  if (!isRole(role)) return `role must be one of ${roles.join(", ")}`;
  if (typeof metadata !== "function") {
    const problem = readable("metadata", () => jsonProblem(metadata, "metadata"));
    if (problem !== null) {
      return `metadata must be a value with a JSON form, or a function that returns one: ${problem}`;
    }
  }
  if (!isRecord(signalingNotifyMetadata)) {
    return "signalingNotifyMetadata must be an object, because the key bundle is added to it";
  }
  const problem = readable("signalingNotifyMetadata", () =>
    jsonProblem(signalingNotifyMetadata, "signalingNotifyMetadata"),
  );
  if (problem !== null) return `signalingNotifyMetadata must be an object with a JSON form: ${problem}`;
  const reconnectProblem = readable("reconnect", () =>
    isReconnect(reconnect) ? null : "reconnect must be true, false or { attempts } with a number from 0 on",
  );
  if (reconnectProblem !== null) return reconnectProblem;
  if (typeof (given.name ?? "") !== "string") return "name must be a string";
  if (typeof given.allowAudioLevels !== "boolean") return "allowAudioLevels must be true or false";
  if (typeof (given.receipts ?? true) !== "boolean") return "receipts must be true or false";
  if (createWorker !== undefined && typeof createWorker !== "function") {
    return "createWorker must be a function that returns a Worker";
  }
  return (
    readable("connectionOptions", () => connectionOptionsProblem(connectionOptions)) ??
    readable("connectionOptions", () => messagingProblem(role, connectionOptions as SoraConnectionOptions)) ??
    readable("relay", () => relayProblem(relay, connectionOptions as SoraConnectionOptions)) ??
    sealedLabelProblem(
      sealedMessages as readonly string[],
      relay as RelayOptions,
      connectionOptions as SoraConnectionOptions,
      given.receipts === true,
    ) ??
    readable("engine", () => engineProblem(engine)) ??
    readable("agreement", () => agreementProblem(agreement, relay as RelayOptions, engine)) ??
    readable("participant", () => participantProblem(given.participant)) ??
    readable("identity", () => identityProblem(given.identity)) ??
    mediaProblem({ ...given, role })
  );
}

/** Options that the SDK would overrule for a connection without media. */
function messagingProblem(role: Role, options: SoraConnectionOptions): string | null {
  if (role !== "messaging") return null;
  const { audio, video, dataChannelSignaling } = options;
  const media = audio === true ? "audio" : video === true ? "video" : null;
  if (media !== null) return `connectionOptions.${media} cannot go with role "messaging", which has no media`;
  if (dataChannelSignaling === false) {
    return 'connectionOptions.dataChannelSignaling cannot be false with role "messaging", which needs DataChannels';
  }
  return null;
}

function checkCodecs({ videoCodecType, audioCodecType }: SoraConnectionOptions): void {
  checkCodec("video", "videoCodecType", videoCodecType);
  checkCodec("audio", "audioCodecType", audioCodecType);
}

function checkCodec(kind: MediaKind, option: string, codec: string | undefined): void {
  if (canBeSealed(kind, codec)) return;
  throw new SoraE2EEError(
    "codec-unsupported",
    `connectionOptions.${option} names a codec that cannot be encrypted. Use ${sealableCodecs[kind].join(", ")}, in capital letters.`,
  );
}

function canBeSealed(kind: MediaKind, codec: string | undefined): boolean {
  return codec === undefined || sealableCodecs[kind].some((known) => known === codec);
}

/** A copy has no empty slots, which `every` would skip. */
function urlsIn(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? [...value] : [value];
}

function areWebSocketUrls(value: unknown): boolean {
  const urls = urlsIn(value);
  return urls.length > 0 && urls.every(isWebSocketUrl);
}

function isWebSocketUrl(value: unknown): boolean {
  if (typeof value !== "string") return false;
  try {
    return /^wss?:$/.test(new URL(value).protocol);
  } catch {
    return false;
  }
}

function isReconnect(value: unknown): boolean {
  if (typeof value === "boolean") return true;
  return isRecord(value) && typeof value.attempts === "number" && value.attempts >= 0;
}

function withoutUndefined<Options extends object>(options: Options): Options {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Options;
}

function recordOf(given: unknown): Given {
  return (typeof given === "object" && given !== null ? given : {}) as Given;
}

function invalid(detail: string): SoraE2EEError {
  return new SoraE2EEError("invalid-options", `These call options cannot be used: ${detail}.`);
}
