import { SoraE2EEError } from "../errors.ts";
import { type MediaKind, mediaKinds } from "../status.ts";
import type { MediaProcessors } from "./processor-types.ts";
import type { LocalMediaOptions } from "./types.ts";

/** Arguments of a source of local media. Callers in JavaScript may give anything; each check throws `invalid-options`. */

/** @throws {SoraE2EEError} `invalid-options` */
export function requireKind(kind: unknown): asserts kind is MediaKind {
  if (!mediaKinds.some((known) => known === kind)) throw invalid('the kind must be "audio" or "video"');
}

/** @throws {SoraE2EEError} `invalid-options` */
export function requireDeviceId(deviceId: unknown): asserts deviceId is string | null {
  if (deviceId !== null && typeof deviceId !== "string") {
    throw invalid("the device id must be a string, or null for the browser's choice");
  }
}

/** Reads the request once. @throws {SoraE2EEError} `invalid-options` */
export function readOptions(options: LocalMediaOptions): LocalMediaOptions {
  const read = reading(() => ({ ...options }));
  const { audio, video, remember } = read;
  for (const [name, value] of Object.entries({ audio, video })) {
    if (!["undefined", "boolean", "object"].includes(typeof value) || value === null) {
      throw invalid(`${name} must be true, false or an object with constraints`);
    }
  }
  if (remember !== undefined && typeof remember !== "string") throw invalid("remember must be a string");
  return { ...read, processors: readProcessors(read.processors) };
}

/** @throws {SoraE2EEError} `invalid-options` */
export function readProcessors(processors: MediaProcessors | undefined): MediaProcessors {
  if (processors === undefined) return {};
  if (typeof processors !== "object" || processors === null) throw invalid("processors must be an object");
  const { camera = null, microphone = null } = reading(() => ({ ...processors }));
  for (const [name, value] of Object.entries({ camera, microphone })) {
    if (value !== null && typeof value !== "function") {
      throw invalid(`the processor of the ${name} must be a function that takes a track and returns one`);
    }
  }
  return { camera, microphone };
}

/** Reads the constraints for the screen. @throws {SoraE2EEError} `invalid-options` */
export function displayOptions(options: DisplayMediaStreamOptions | undefined): DisplayMediaStreamOptions {
  if (options !== undefined && (typeof options !== "object" || options === null)) {
    throw invalid("the options for sharing a screen must be an object");
  }
  return reading(() => ({ ...options }));
}

function reading<Value>(read: () => Value): Value {
  try {
    return read();
  } catch (cause) {
    throw new SoraE2EEError(
      "invalid-options",
      "The media options cannot be read, because a getter or proxy in them throws. Pass plain values.",
      { cause },
    );
  }
}

function invalid(detail: string): SoraE2EEError {
  return new SoraE2EEError("invalid-options", `These media cannot be used: ${detail}.`);
}
