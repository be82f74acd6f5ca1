import type { MediaKind } from "../status.ts";

/** Chromium also lists the system's default under these ids. */
const aliases: ReadonlySet<string> = new Set(["default", "communications"]);

/** True for the system's default, which is not one certain device. */
export function isAlias(deviceId: string): boolean {
  return aliases.has(deviceId);
}

/** The ids of the devices of one kind that are connected now. Null where the browser does not tell. */
export async function connectedDevices(kind: MediaKind): Promise<readonly string[] | null> {
  const devices = await navigator.mediaDevices?.enumerateDevices?.().catch(() => null);
  if (!devices) return null;
  const ids = devices
    .filter((device) => device.kind === (kind === "audio" ? "audioinput" : "videoinput"))
    .map(({ deviceId }) => deviceId);
  // Without permission, a browser lists only one device without an id.
  return ids.includes("") ? null : ids.filter((id) => !isAlias(id));
}

/** The device that a track comes from; null where that is not known, or where the system chooses it. */
export function deviceOf(track: MediaStreamTrack): string | null {
  const id = track.getSettings?.().deviceId;
  return id === undefined || id === "" || isAlias(id) ? null : id;
}

/** The one device that constraints name; null when they leave the choice to the browser. */
export function namedDevice({ deviceId }: MediaTrackConstraints): string | null {
  const named = typeof deviceId === "object" && !Array.isArray(deviceId) ? constrained(deviceId) : deviceId;
  const first = Array.isArray(named) ? named[0] : named;
  return typeof first === "string" && first !== "" ? first : null;
}

function constrained({ exact, ideal }: ConstrainDOMStringParameters): string | string[] | undefined {
  return exact ?? ideal;
}
