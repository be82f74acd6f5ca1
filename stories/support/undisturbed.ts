import { expect } from "storybook/test";

/** Events of a `<video>` that restarts. */
const restarts = ["emptied", "loadstart", "pause", "abort"] as const;

/**
 * Watches the videos of tiles: the same elements must stay at their places in the document, and must continue
 * to play.
 */
export function watchVideos(tiles: readonly HTMLElement[]) {
  const videos = tiles.map((tile) => tile.querySelector("video"));
  const seen: string[] = [];
  const controller = new AbortController();
  for (const video of videos) {
    for (const type of restarts) {
      video?.addEventListener(type, () => seen.push(type), { signal: controller.signal });
    }
  }
  const removals = new MutationObserver((records) => {
    for (const { removedNodes } of records) {
      for (const node of removedNodes) if (videos.some((video) => node.contains(video))) seen.push("removed");
    }
  });
  removals.observe(document.body, { childList: true, subtree: true });
  return {
    async expectUndisturbed(now: readonly HTMLElement[]): Promise<void> {
      controller.abort();
      removals.disconnect();
      await expect(seen).toEqual([]);
      const same = now.every((tile, index) => tile.querySelector("video") === videos[index]);
      await expect(same).toBe(true);
      await expect(now).toHaveLength(videos.length);
    },
  };
}
