import type {
  VirtualBackgroundProcessor,
  VirtualBackgroundProcessorOptions,
} from "@shiguredo/virtual-background";
import type { TrackProcessor } from "react-sora-e2ee";

/**
 * Backgrounds with Shiguredo's `@shiguredo/virtual-background`. Its code and its model (6 MB) are loaded when the first
 * background is switched on.
 *
 * @param assets The address under which your own server has the files of the package's `dist`, without a last slash.
 */
export function createBackgrounds(assets: string) {
  // The package has no way to unload its model, so a processor that is free is used again.
  const free: VirtualBackgroundProcessor[] = [];

  const background =
    (options: () => Promise<VirtualBackgroundProcessorOptions>): TrackProcessor =>
    async (track) => {
      const { VirtualBackgroundProcessor } = await import("@shiguredo/virtual-background");
      const shown = await options();
      const processor = free.pop() ?? new VirtualBackgroundProcessor(assets);
      const processed = await processor.startProcessing(track as MediaStreamVideoTrack, shown);
      return {
        track: processed,
        dispose: () => {
          processor.stopProcessing();
          free.push(processor);
        },
      };
    };

  return {
    blur: (radius = 15) => background(async () => ({ blurRadius: radius })),
    image: (url: string) => background(async () => ({ backgroundImage: await loadImage(url) })),
  };
}

async function loadImage(url: string): Promise<HTMLImageElement> {
  const image = new Image();
  image.src = url;
  await image.decode();
  return image;
}

/**
 * True when this browser supports it: Chrome, Edge, and browsers with `requestVideoFrameCallback`, such as
 * Safari and Firefox. The package has the same check in `VirtualBackgroundProcessor.isSupported()`, but it
 * needs the package's code.
 */
export function hasBackgrounds(): boolean {
  if (typeof window === "undefined") return false;
  const hasBreakoutBox = "MediaStreamTrackProcessor" in window && "MediaStreamTrackGenerator" in window;
  return hasBreakoutBox || "requestVideoFrameCallback" in HTMLVideoElement.prototype;
}
