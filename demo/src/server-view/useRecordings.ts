import { useEffect, useRef, useState } from "react";
import { askToRecord, type RecordedFile } from "./recording-requests.ts";

export interface UseRecordingsResult {
  readonly recording: boolean;
  /** The recording that ended last. Null when there was none. */
  readonly files: readonly RecordedFile[] | null;
  readonly busy: boolean;
  /** The server's message after a refusal. Null without one. */
  readonly refused: string | null;
  readonly toggle: () => void;
}

/** @param seen The server's last reported recording state, because any client may start a recording. */
export function useRecordings(serverUrl: string, channelId: string, seen: boolean): UseRecordingsResult {
  const [files, setFiles] = useState<readonly RecordedFile[] | null>(null);
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  /** The last request, until the server reports its state. */
  const [told, setTold] = useState<boolean | null>(null);
  const over = useRef<AbortController | null>(null);

  useEffect(() => {
    const unmounted = new AbortController();
    over.current = unmounted;
    return () => unmounted.abort();
  }, []);

  useEffect(() => {
    setTold(null);
    if (seen) return;
    const changed = new AbortController();
    askToRecord("GET", serverUrl, channelId, changed.signal).then(
      (found) => found.length > 0 && setFiles(found),
      () => undefined,
    );
    return () => changed.abort();
  }, [serverUrl, channelId, seen]);

  const recording = told ?? seen;
  const toggle = async () => {
    const signal = over.current?.signal;
    if (!signal) return;
    setBusy(true);
    setRefused(null);
    try {
      const ended = await askToRecord(recording ? "DELETE" : "POST", serverUrl, channelId, signal);
      setFiles(recording ? ended : null);
      setTold(!recording);
    } catch (error) {
      if (!signal.aborted) setRefused((error as Error).message);
    }
    setBusy(false);
  };
  return { recording, files, busy, refused, toggle: () => void toggle() };
}
