import { isRecord } from "./server-state.ts";

export interface RecordedFile {
  readonly connectionId: string;
  readonly file: string;
  /** Codecs that the file does not contain. */
  readonly leftOut: readonly string[];
  /** The reason why it is incomplete. Null when it is complete. */
  readonly error: string | null;
}

/** The server refused. `message` is its own sentence, or empty. */
class RecordingRefused extends Error {}

/** @throws {RecordingRefused} */
export async function askToRecord(
  method: "GET" | "POST" | "DELETE",
  serverUrl: string,
  channelId: string,
  signal: AbortSignal,
): Promise<readonly RecordedFile[]> {
  const address = new URL(`/channels/${encodeURIComponent(channelId)}/recording`, serverUrl);
  try {
    const response = await fetch(address, { method, signal, cache: "no-store" });
    const answer: unknown = await response.json();
    if (!isRecord(answer)) throw new RecordingRefused();
    if (!response.ok) throw new RecordingRefused(typeof answer.error === "string" ? answer.error : "");
    return Array.isArray(answer.files) ? answer.files.filter(isRecord).map(readFile) : [];
  } catch (error) {
    throw error instanceof RecordingRefused ? error : new RecordingRefused("");
  }
}

/** @returns null when there is none. */
export async function fetchRecording(
  serverUrl: string,
  file: string,
  signal: AbortSignal,
): Promise<Blob | null> {
  try {
    const response = await fetch(new URL(`/recordings/${encodeURIComponent(file)}`, serverUrl), { signal });
    return response.ok ? await response.blob() : null;
  } catch {
    return null;
  }
}

function readFile(file: Record<string, unknown>): RecordedFile {
  return {
    connectionId: String(file.connection_id),
    file: String(file.file),
    leftOut: Array.isArray(file.left_out) ? file.left_out.map(String) : [],
    error: typeof file.error === "string" ? file.error : null,
  };
}
