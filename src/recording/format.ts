import { SoraE2EEError } from "../errors.ts";
import { recordingError } from "./errors.ts";
import type { RecordingSettings } from "./types.ts";

/** MP4 first, because most players open it. Firefox records WebM only, Safari MP4 only. */
const candidatesFor = (pixels: number) => [
  `video/mp4;codecs=avc1.${h264Level(pixels)},mp4a.40.2`,
  "video/webm;codecs=vp8,opus",
  "video/webm",
  "video/mp4",
];

/** Profile and level of H.264 (ITU-T H.264, annex A) for a picture of this size: 3.1, 4.0 or 5.1. */
function h264Level(pixels: number): string {
  if (pixels <= 1280 * 720) return "42E01F";
  return pixels <= 1920 * 1088 ? "640028" : "640033";
}

/**
 * The container and codecs to record a picture of this size in.
 * @throws {SoraE2EEError} `recording-unsupported` when this browser records nothing, `invalid-options` when it does not
 * record `wanted`.
 */
export function chooseMimeType(
  { width, height }: Pick<CheckedSettings, "width" | "height">,
  wanted?: string,
): string {
  const canRecord =
    typeof MediaRecorder === "function" &&
    typeof AudioContext === "function" &&
    typeof HTMLCanvasElement.prototype.captureStream === "function";
  if (!canRecord) throw recordingError("recording-unsupported");
  if (wanted !== undefined) {
    if (typeof wanted === "string" && MediaRecorder.isTypeSupported(wanted)) return wanted;
    throw new SoraE2EEError(
      "invalid-options",
      "This browser cannot record in the given mimeType. Leave it out.",
    );
  }
  const found = candidatesFor(width * height).find((type) => MediaRecorder.isTypeSupported(type));
  if (found === undefined) throw recordingError("recording-unsupported");
  return found;
}

/** The name of a file without its ending, and that ending. */
export function fileNameOf(given: string | undefined, mimeType: string, now: Date): string {
  const two = (value: number) => String(value).padStart(2, "0");
  const date = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  const name = given ?? `meeting-${date}-${two(now.getHours())}${two(now.getMinutes())}`;
  // Characters that a file system refuses in a name.
  const safe = [...name].map((char) => (/[\\/:*?"<>|\p{Cc}]/u.test(char) ? "-" : char)).join("");
  return `${safe}.${mimeType.startsWith("video/mp4") ? "mp4" : "webm"}`;
}

const limits = {
  width: [64, 3840],
  height: [64, 2160],
  frameRate: [1, 60],
  videoBitsPerSecond: [50_000, 50_000_000],
  audioBitsPerSecond: [6000, 512_000],
} as const;

export type CheckedSettings = Readonly<Record<keyof typeof limits, number>>;

/** @throws {SoraE2EEError} `invalid-options` */
export function checkSettings(given: RecordingSettings): CheckedSettings {
  const settings = {
    width: 1280,
    height: 720,
    frameRate: 24,
    videoBitsPerSecond: 2_500_000,
    audioBitsPerSecond: 128_000,
  };
  for (const key of Object.keys(limits) as (keyof typeof limits)[]) {
    const value: unknown = given[key];
    if (value === undefined) continue;
    const [least, most] = limits[key];
    if (typeof value !== "number" || !(value >= least && value <= most)) {
      throw new SoraE2EEError("invalid-options", `${key} of a recording must be ${least} to ${most}.`);
    }
    settings[key] = Math.round(value);
  }
  const { fileName, target } = given;
  if (fileName !== undefined && (typeof fileName !== "string" || fileName.trim() === "")) {
    throw new SoraE2EEError("invalid-options", "fileName of a recording must be a non-empty string.");
  }
  if (target !== undefined && target !== "file" && target !== "memory") {
    throw new SoraE2EEError("invalid-options", 'target of a recording must be "file" or "memory".');
  }
  // Encoders require even numbers.
  return { ...settings, width: settings.width & ~1, height: settings.height & ~1 };
}
