/** The person's choices, stored for the next visit. */
export interface Remembered {
  readonly microphoneId: string | null;
  readonly cameraId: string | null;
  readonly speakerId: string | null;
  readonly microphoneOff: boolean;
  readonly cameraOff: boolean;
}

/** Empty if nothing is stored or storage is forbidden, because stored choices are only a convenience. */
export function readRemembered(key: string | undefined): Partial<Remembered> {
  if (key === undefined || typeof localStorage === "undefined") return {};
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? "{}");
    if (typeof kept !== "object" || kept === null) return {};
    const values = kept as Record<string, unknown>;
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
  } catch {
    return {};
  }
}

export function remember(key: string | undefined, choices: Remembered): void {
  if (key === undefined || typeof localStorage === "undefined") return;
  try {
    localStorage.setItem(key, JSON.stringify(choices));
  } catch {
    // Full or forbidden.
  }
}
