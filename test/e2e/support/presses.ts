import { waitLimit } from "../../support/limits.ts";
import type { Tab } from "./browser.ts";

/** The page's last press of the mouse button. */
interface Press {
  readonly on: Element;
  landed: boolean;
}

declare global {
  interface Window {
    __press: Press | null;
  }
}

/**
 * Runs in each page before its own scripts. A control that moves between the press and the release of the mouse button
 * gets no click, and the browser reports no error. The page remembers if the control below the press was clicked.
 */
export function recordPresses(): void {
  const controls = "button, a, summary, label, input, select, textarea, [role]";
  window.__press = null;
  window.addEventListener(
    "mousedown",
    ({ target }) => {
      window.__press =
        target instanceof Element ? { on: target.closest(controls) ?? target, landed: false } : null;
    },
    true,
  );
  window.addEventListener(
    "click",
    ({ target }) => {
      const press = window.__press;
      if (press && target instanceof Node && press.on.contains(target)) press.landed = true;
    },
    true,
  );
}

/** Clicks until a click has reached its control, like a person who sees that nothing happened. */
export async function clickUntilItLands(
  tab: Pick<Tab, "evaluate">,
  click: () => Promise<void>,
): Promise<void> {
  const end = performance.now() + waitLimit;
  for (;;) {
    await click();
    // A click can lead to another page. Its script has seen no press.
    const missed = await tab.evaluate(() => window.__press?.landed === false).catch(() => false);
    if (!missed) return;
    if (performance.now() > end)
      throw new Error("The control moves with each press, so no click reaches it.");
  }
}
