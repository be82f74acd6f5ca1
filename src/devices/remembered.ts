import { readText, writeText } from "./page-storage.ts";

/** The person's choices, stored for the next visit. */
export interface Remembered {
  readonly microphoneId: string | null;
  readonly cameraId: string | null;
  readonly speakerId: string | null;
  readonly microphoneOff: boolean;
  readonly cameraOff: boolean;
}

/** Empty if nothing is stored, or no object. */
export function readRemembered(key: string | undefined): Partial<Remembered> {
  const values = parsed(readText(key));
  const id = (name: keyof Remembered) =>
    typeof values[name] === "string" ? { [name]: values[name] } : undefined;
  const flag = (name: keyof Remembered) =>
    typeof values[name] === "boolean" ? { [name]: values[name] } : undefined;
  return {
    ...id("microphoneId"),
    ...id("cameraId"),
    ...id("speakerId"),
    ...flag("microphoneOff"),
    ...flag("cameraOff"),
  };
}

export function remember(key: string | undefined, choices: Remembered): void {
  writeText(key, JSON.stringify(choices));
}

function parsed(text: string | null): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text ?? "{}");
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
