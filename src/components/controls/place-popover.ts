const margin = 8;

/** Places the panel on the side of the button with more room, and as centered as the window allows. */
export function placePopover(panel: HTMLElement, anchor: Element): void {
  const { clientWidth, clientHeight } = document.documentElement;
  const button = anchor.getBoundingClientRect();
  const above = button.top - 2 * margin;
  const below = clientHeight - button.bottom - 2 * margin;
  panel.dataset.side = above > below ? "above" : "below";
  panel.style.maxHeight = `${Math.max(above, below)}px`;

  panel.style.translate = "none";
  const { left, width } = panel.getBoundingClientRect();
  const wanted = button.left + (button.width - width) / 2;
  const possible = Math.max(margin, Math.min(wanted, clientWidth - margin - width));
  panel.style.translate = `${possible - left}px`;
}
