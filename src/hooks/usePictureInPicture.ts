import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { documentPictureInPicture, dressLikeThisPage } from "./picture-in-picture-window.ts";

/**
 * `document`: a small window with any content. `video`: a single video. Null: the browser supports neither.
 */
export type PictureInPictureMode = "document" | "video" | null;

export interface UsePictureInPictureOptions {
  /** CSS pixels. Default 360 × 280. */
  readonly width?: number;
  readonly height?: number;
}

export interface UsePictureInPictureResult {
  /** Null in the first render and on a server, too. */
  readonly mode: PictureInPictureMode;
  readonly isOpen: boolean;
  /** In mode `document`, the open window. Render into it with `createPortal`. */
  readonly container: HTMLElement | null;
  /**
   * Opens it. Needs a click. Resolves with false when the browser refused. @param video The video to show in
   * mode `video`.
   */
  readonly enter: (video: HTMLVideoElement | null) => Promise<boolean>;
  /** Closes it. */
  readonly exit: () => void;
}

interface OpenPicture {
  readonly container: HTMLElement | null;
  readonly close: () => void;
}

/**
 * A small window that stays over other programs. It uses Document Picture-in-Picture if the browser supports
 * it, with the style sheets, language and theme of this page. Otherwise it uses picture-in-picture of one
 * video. Closes it on unmount.
 */
export function usePictureInPicture(options: UsePictureInPictureOptions = {}): UsePictureInPictureResult {
  const { width = 360, height = 280 } = options;
  const [mode, setMode] = useState<PictureInPictureMode>(null);
  const [open, setOpen] = useState<OpenPicture | null>(null);
  const current = useRef<OpenPicture | null>(null);
  const mounted = useRef(false);

  const change = useCallback((next: OpenPicture | null) => {
    current.current = next;
    setOpen(next);
  }, []);

  useEffect(() => {
    mounted.current = true;
    setMode(documentPictureInPicture() ? "document" : document.pictureInPictureEnabled ? "video" : null);
    return () => {
      mounted.current = false;
      current.current?.close();
    };
  }, []);

  const enter = useCallback(
    async (video: HTMLVideoElement | null) => {
      if (current.current) return true;
      try {
        const opened = documentPictureInPicture()
          ? await openWindow({ width, height }, () => change(null))
          : await openVideo(video, () => change(null));
        if (!mounted.current || current.current) opened.close();
        else change(opened);
        return true;
      } catch {
        return false;
      }
    },
    [width, height, change],
  );
  const exit = useCallback(() => current.current?.close(), []);
  return useMemo(
    () => ({ mode, isOpen: open !== null, container: open?.container ?? null, enter, exit }),
    [mode, open, enter, exit],
  );
}

async function openWindow(
  size: { readonly width: number; readonly height: number },
  onClosed: () => void,
): Promise<OpenPicture> {
  const opened = await documentPictureInPicture()?.requestWindow(size);
  if (!opened) throw new DOMException("There is no picture-in-picture.", "NotSupportedError");
  const stopFollowing = dressLikeThisPage(opened);
  const container = opened.document.createElement("div");
  opened.document.body.style.margin = "0";
  opened.document.body.append(container);
  opened.addEventListener(
    "pagehide",
    () => {
      stopFollowing();
      onClosed();
    },
    { once: true },
  );
  return { container, close: () => opened.close() };
}

async function openVideo(video: HTMLVideoElement | null, onClosed: () => void): Promise<OpenPicture> {
  if (!video) throw new DOMException("There is no picture.", "InvalidStateError");
  await video.requestPictureInPicture();
  video.addEventListener("leavepictureinpicture", onClosed, { once: true });
  return { container: null, close: () => void document.exitPictureInPicture().catch(() => undefined) };
}
