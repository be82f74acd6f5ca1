import type { Tab } from "./browser.ts";

export interface Tile {
  readonly id: string;
  readonly local: boolean;
  readonly encryption: string | null;
  readonly reason: string | null;
  readonly keyId: number | null;
  /** The tile shows the state before the loss, because the connection is being retried. */
  readonly reconnecting: boolean;
  /** The kinds of media that arrive from there. Null for a page that does not show them. */
  readonly sending: readonly string[] | null;
}

export const selector = ({ scope = "" }: Tab, id: string) => `${scope} [data-sora-tile="${id}"]`;

/** The present content of a person's page. */
export function tiles(tab: Tab): Promise<Tile[]> {
  return tab.evaluate(
    (scope) =>
      [...document.querySelectorAll<HTMLElement>(`${scope} [data-sora-tile]`)].map((tile) => ({
        id: tile.dataset.soraTile ?? "",
        local: tile.dataset.local !== undefined,
        encryption: tile.dataset.encryption ?? null,
        reason: tile.dataset.encryptionReason ?? null,
        keyId: tile.dataset.keyId === undefined ? null : Number(tile.dataset.keyId),
        reconnecting: tile.dataset.reconnecting !== undefined,
        sending: tile.dataset.sending?.split(" ").filter(Boolean) ?? null,
      })),
    tab.scope ?? "",
  );
}

/** The error that the page shows, or null. */
export function shownError(tab: Tab): Promise<string | null> {
  return tab.evaluate(
    (scope) => document.querySelector<HTMLElement>(`${scope}[data-sora-error]`)?.dataset.soraError ?? null,
    tab.scope ?? "",
  );
}

export interface Picture {
  /** Degrees; null when there is no picture or it has no color. */
  readonly hue: number | null;
  /** True when two looks, a moment apart, differed. */
  readonly moving: boolean;
  readonly width: number;
}

/** Looks twice at the `<video>` in a tile. */
export function picture(tab: Tab, tileId: string): Promise<Picture> {
  return tab.evaluate(
    async (tile) => {
      const video = document.querySelector<HTMLVideoElement>(`${tile} video`);
      if (!video?.videoWidth) return { hue: null, moving: false, width: 0 };
      const canvas = document.createElement("canvas");
      canvas.width = 32;
      canvas.height = 24;
      const context = canvas.getContext("2d", { willReadFrequently: true }) as CanvasRenderingContext2D;
      const look = () => {
        context.drawImage(video, 0, 0, 32, 24);
        return context.getImageData(0, 0, 32, 24).data;
      };

      const first = look();
      await new Promise((resolve) => setTimeout(resolve, 250));
      const second = look();

      // Hues are angles: their mean is that of their directions, strong colors counting more.
      let x = 0;
      let y = 0;
      let difference = 0;
      for (let i = 0; i < second.length; i += 4) {
        const [r = 0, g = 0, b = 0] = second.slice(i, i + 3);
        const alpha = r - (g + b) / 2;
        const beta = (Math.sqrt(3) / 2) * (g - b);
        x += alpha;
        y += beta;
        difference +=
          Math.abs(r - (first[i] ?? 0)) +
          Math.abs(g - (first[i + 1] ?? 0)) +
          Math.abs(b - (first[i + 2] ?? 0));
      }
      const pixels = second.length / 4;
      const colorless = Math.hypot(x, y) / pixels < 20;
      const hue = (Math.round((Math.atan2(y, x) * 180) / Math.PI) + 360) % 360;
      return { hue: colorless ? null : hue, moving: difference / pixels > 4, width: video.videoWidth };
    },
    selector(tab, tileId),
  );
}
