import { recordingError } from "./errors.ts";

/** The destination of a recording's chunks. */
export interface RecordingTarget {
  readonly kind: "file" | "memory";
  /** The file's name, if known. */
  readonly name: string;
  /** @throws The browser's error, such as a full disk. */
  write(chunk: Blob): Promise<void>;
  /** Completes the file. Resolves with the data in memory. Null for a file on disk. */
  close(): Promise<Blob | null>;
  /** Removes the file of a recording that did not start, if the browser can. Never rejects. */
  discard(): Promise<void>;
}

/** WICG File System Access. Not in the DOM types. */
interface FilePicker {
  showSaveFilePicker?(options: {
    readonly suggestedName: string;
    readonly types: readonly { readonly accept: Readonly<Record<string, readonly string[]>> }[];
  }): Promise<FileSystemFileHandle & { remove?(): Promise<void> }>;
}

/**
 * A file that the person chooses. Must be called in a click. Uses memory when the browser has no such dialog,
 * or refuses it. @throws {SoraE2EEError} `recording-not-chosen` when the person closes the dialog.
 */
export async function chooseTarget(name: string, mimeType: string): Promise<RecordingTarget> {
  const { showSaveFilePicker } = globalThis as FilePicker;
  if (typeof showSaveFilePicker !== "function") return inMemory(name, mimeType);
  const [type = "video/webm"] = mimeType.split(";");
  const ending = name.slice(name.lastIndexOf("."));
  let handle: Awaited<ReturnType<typeof showSaveFilePicker>>;
  try {
    handle = await showSaveFilePicker.call(globalThis, {
      suggestedName: name,
      types: [{ accept: { [type]: [ending] } }],
    });
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === "AbortError") {
      throw recordingError("recording-not-chosen", cause);
    }
    // In a frame of another origin the function exists, but is not allowed.
    return inMemory(name, mimeType);
  }
  return toFile(handle);
}

export function inMemory(name: string, mimeType: string): RecordingTarget {
  let chunks: Blob[] = [];
  const take = () => {
    const blob = new Blob(chunks, { type: mimeType });
    chunks = [];
    return blob;
  };
  return {
    kind: "memory",
    name,
    write: async (chunk) => void chunks.push(chunk),
    close: async () => take(),
    discard: async () => void take(),
  };
}

function toFile(handle: FileSystemFileHandle & { remove?(): Promise<void> }): RecordingTarget {
  let opened: Promise<FileSystemWritableFileStream> | null = null;
  const open = () => {
    opened ??= handle.createWritable();
    return opened;
  };
  return {
    kind: "file",
    name: handle.name,
    write: async (chunk) => (await open()).write(chunk),
    close: async () => {
      await (await open()).close();
      return null;
    },
    discard: async () => {
      try {
        await (await opened)?.abort();
        await handle.remove?.();
      } catch {
        // An empty file remains.
      }
    },
  };
}

/** Saves the data in memory as a download. */
export function download(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = Object.assign(document.createElement("a"), { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  // The browser has read the URL after the click. Safari needs it a little longer.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
