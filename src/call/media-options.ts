import type { LocalMediaSource } from "../devices/types.ts";
import { isRecord, readable } from "./readable.ts";

type Given = Readonly<Record<"role" | "stream" | "media" | "constraints", unknown>>;

/** The source of a call's media: one of three, or none. */
export interface MediaOptions {
  readonly stream?: MediaStream;
  readonly media?: LocalMediaSource;
  readonly constraints?: MediaStreamConstraints;
}

/** The problem with the media options, as the end of a sentence; null if they are valid. */
export function mediaProblem({ role, stream, media, constraints }: Given): string | null {
  const named = Object.entries({ stream, media, constraints }).filter(([, value]) => value !== undefined);
  const names = named.map(([name]) => name);
  if ((role === "recvonly" || role === "messaging") && names.length > 0) {
    return `${names.join(" and ")} cannot be used with role "${role}", which sends no media`;
  }
  if (names.length > 1) return `only one of ${names.join(" and ")} may be given`;
  return (
    readable("stream", () =>
      stream === undefined || isStream(stream) ? null : "stream must be a MediaStream",
    ) ??
    readable("media", () =>
      media === undefined || isMediaSource(media)
        ? null
        : "media must be the property media of useLocalMedia, or come from createLocalMedia",
    ) ??
    readable("constraints", () =>
      constraints === undefined || isConstraints(constraints)
        ? null
        : "constraints must be an object with audio or video, each true, false or an object",
    )
  );
}

/**
 * Checks the methods in use, because a stream of another window is not an instance of this window's
 * `MediaStream`.
 */
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
  if (typeof value !== "object" || value === null) return false;
  return names.every((name) => typeof (value as Record<string, unknown>)[name] === "function");
}
