import type { LocalMediaSource } from "../devices/types.ts";

type Given = Readonly<Record<"role" | "stream" | "media" | "constraints", unknown>>;

/** How a call gets its media: one of the three, or none. */
export interface MediaOptions {
  readonly stream?: MediaStream;
  readonly media?: LocalMediaSource;
  readonly constraints?: MediaStreamConstraints;
}

/** What is wrong with the options for what to send, as the end of a sentence; null: nothing. */
export function mediaProblem({ role, stream, media, constraints }: Given): string | null {
  const named = Object.entries({ stream, media, constraints }).filter(([, value]) => value !== undefined);
  const names = named.map(([name]) => name);
  if (role === "recvonly" && names.length > 0) {
    return `${names.join(" and ")} cannot go with role "recvonly", which sends nothing`;
  }
  if (names.length > 1) return `only one of ${names.join(" and ")} can say what to send`;
  if (stream !== undefined && !isStream(stream)) return "stream must be a MediaStream";
  if (media !== undefined && !isMediaSource(media)) {
    return "media must come from useLocalMedia or createLocalMedia";
  }
  if (constraints !== undefined && !isConstraints(constraints)) {
    return "constraints must be an object with audio or video, each true, false or an object";
  }
  return null;
}

/** By what is used of it: a stream of another window is no instance of this window's `MediaStream`. */
function isStream(value: unknown): boolean {
  return hasFunctions(value, ["getTracks", "getAudioTracks", "getVideoTracks"]);
}

function isMediaSource(value: unknown): boolean {
  if (!hasFunctions(value, ["open", "turnOn", "turnOff"])) return false;
  const { store, kinds } = value;
  return hasFunctions(store, ["getState", "subscribe"]) && Array.isArray(kinds);
}

function isConstraints(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const asked = [value.audio, value.video];
  return asked.every(isAsk) && asked.some((one) => one !== undefined && one !== false);
}

function isAsk(value: unknown): boolean {
  return value === undefined || typeof value === "boolean" || isRecord(value);
}

function hasFunctions(value: unknown, names: readonly string[]): value is Record<string, unknown> {
  return isRecord(value) && names.every((name) => typeof value[name] === "function");
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
