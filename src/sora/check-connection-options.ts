import { longestDelay } from "../protocol/clock.ts";
import { jsonProblem } from "./json-problem.ts";
import type { SoraConnectionOptions } from "./options.ts";

interface Kind {
  /** The end of a sentence. */
  readonly is: string;
  readonly holds: (value: unknown) => boolean;
}

const flag: Kind = { is: "must be true or false", holds: (value) => typeof value === "boolean" };
const count: Kind = {
  is: "must be a number that is 0 or more",
  holds: (value) => typeof value === "number" && Number.isFinite(value) && value >= 0,
};
/** Browsers run a longer timer at once. */
const time: Kind = {
  is: `must be a number of milliseconds from 0 to ${longestDelay}`,
  holds: (value) => count.holds(value) && (value as number) <= longestDelay,
};
const text: Kind = {
  is: "must be a non-empty string",
  holds: (value) => typeof value === "string" && value !== "",
};
/** Sora accepts ids of 1 to 255 bytes. */
const id: Kind = {
  is: "must be a string of 1 to 255 bytes",
  holds: (value) =>
    typeof value === "string" && value !== "" && new TextEncoder().encode(value).length <= 255,
};
export const isJson = (value: unknown) => jsonProblem(value, "") === null;
const json: Kind = { is: "must be a value with a JSON form", holds: isJson };
const oneOf = (...values: readonly string[]): Kind => ({
  is: `must be one of ${values.join(", ")}`,
  holds: (value) => values.some((one) => one === value),
});
const list = (each: Kind, what: string): Kind => ({
  is: `must be a list of ${what}`,
  holds: (value) => Array.isArray(value) && [...value].every((item) => each.holds(item)),
});
const rids = ["r0", "r1", "r2"] as const;
const channel: Kind = { is: "must be a DataChannel", holds: isDataChannel };
const filter: Kind = { is: "must be an object with rules", holds: isFilter };

const kinds: { readonly [Name in keyof SoraConnectionOptions]-?: Kind } = {
  audio: flag,
  // The supported codecs are checked separately.
  audioCodecType: text,
  audioBitRate: count,
  audioOpusParamsChannels: count,
  audioOpusParamsMaxplaybackrate: count,
  audioOpusParamsStereo: flag,
  audioOpusParamsSpropStereo: flag,
  audioOpusParamsMinptime: count,
  audioOpusParamsPtime: count,
  audioOpusParamsUseinbandfec: flag,
  audioOpusParamsUsedtx: flag,
  audioStreamingLanguageCode: text,
  video: flag,
  videoCodecType: text,
  videoBitRate: count,
  videoVP9Params: json,
  videoH264Params: json,
  videoH265Params: json,
  videoAV1Params: json,
  spotlight: flag,
  spotlightNumber: count,
  spotlightFocusRid: oneOf("none", ...rids),
  spotlightUnfocusRid: oneOf("none", ...rids),
  simulcast: flag,
  simulcastRid: oneOf(...rids),
  simulcastRequestRid: oneOf("none", ...rids),
  clientId: id,
  bundleId: id,
  timeout: time,
  connectionTimeout: time,
  disconnectWaitTimeout: time,
  signalingCandidateTimeout: time,
  dataChannelSignaling: flag,
  ignoreDisconnectWebSocket: flag,
  dataChannels: list(channel, "DataChannels, each with a label that begins with # and a direction"),
  forwardingFilters: list(filter, "objects with rules"),
  forwardingFilter: filter,
  forceStereoOutput: flag,
  skipIceCandidateEvent: flag,
};

/** The problem with the options for the SDK, as the end of a sentence that names the option; null if they are valid. */
export function connectionOptionsProblem(given: unknown): string | null {
  // A Map or a Date has its contents outside of its properties.
  if (Object.prototype.toString.call(given) !== "[object Object]") {
    return "connectionOptions must be an object";
  }
  const unknown = Object.entries(given as object).find(
    ([name, value]) => value !== undefined && !Object.hasOwn(kinds, name),
  );
  if (unknown !== undefined) return `connectionOptions.${unknown[0]} is not an option of this library`;
  for (const [name, { is, holds }] of Object.entries(kinds)) {
    const value: unknown = (given as Record<string, unknown>)[name];
    if (value !== undefined && !holds(value)) return `connectionOptions.${name} ${is}`;
  }
  return null;
}

function isDataChannel(value: unknown): boolean {
  if (!isRecord(value) || !isJson(value)) return false;
  const { label, direction } = value;
  return (
    typeof label === "string" &&
    /^#./u.test(label) &&
    (direction === "sendrecv" || direction === "sendonly" || direction === "recvonly")
  );
}

function isFilter(value: unknown): boolean {
  if (!isRecord(value) || !isJson(value) || !Array.isArray(value.rules)) return false;
  return value.rules.every((rules: unknown) => Array.isArray(rules) && rules.every(isRecord));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
