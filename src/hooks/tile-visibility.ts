/**
 * Watches how large a tile is shown: its size, whether it is scrolled into view, and whether its page is visible. The element may be in another window, of picture-in-picture for example. Where a browser does not have the observers,
 * `onChange` is never called.
 *
 * @param onChange gets the height in device pixels of a 16:9 picture that fills the tile; 0 while the tile is
 * not visible.
 * @returns a function that stops it
 */
export function watchTile(element: HTMLElement, onChange: (height: number) => void): () => void {
  const { ownerDocument } = element;
  const view = ownerDocument.defaultView;
  if (!view?.ResizeObserver || !view.IntersectionObserver) return () => undefined;
  let inView = true;
  const report = () => {
    // The size of its place. While a grid moves the tile there, its box on the screen still has the size from before.
    const { offsetWidth: width, offsetHeight: height } = element;
    const isSeen = (inView && ownerDocument.visibilityState === "visible") || isFloating(element);
    onChange(isSeen ? Math.max(height, (width * 9) / 16) * view.devicePixelRatio : 0);
  };
  const resized = new view.ResizeObserver(report);
  const scrolled = new view.IntersectionObserver((entries) => {
    inView = entries.at(-1)?.isIntersecting ?? inView;
    report();
  });
  const events = new AbortController();
  const { signal } = events;
  resized.observe(element);
  scrolled.observe(element);
  ownerDocument.addEventListener("visibilitychange", report, { signal });
  for (const type of ["enterpictureinpicture", "leavepictureinpicture"]) {
    element.addEventListener(type, report, { signal });
  }
  return () => {
    resized.disconnect();
    scrolled.disconnect();
    events.abort();
  };
}

/** True when the tile's video is in its own picture-in-picture window. */
function isFloating(element: HTMLElement): boolean {
  const floating = element.ownerDocument.pictureInPictureElement;
  return floating !== null && floating !== undefined && element.contains(floating);
}
