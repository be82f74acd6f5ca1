import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import type { Tab } from "./browser.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** The present findings of axe on the page: the rule and the elements. */
export async function accessibilityViolations(tab: Tab): Promise<string[]> {
  await tab.evaluate((source) => {
    if ("axe" in window) return;
    const script = document.createElement("script");
    script.textContent = source;
    document.head.append(script);
  }, axe);
  return tab.evaluate(async () => {
    const { run } = (window as unknown as { axe: { run(): Promise<AxeResults> } }).axe;
    const { violations } = await run();
    return violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`,
    );
  });
}

export interface LayoutShift {
  /** As browsers count it for Cumulative Layout Shift. */
  readonly value: number;
  /** Milliseconds since the page was loaded. */
  readonly startTime: number;
  readonly moved: readonly {
    /** The class of the nearest library element. Null for an element that was removed. */
    readonly within: string | null;
    readonly inGrid: boolean;
    /** "x y width height" in CSS pixels. */
    readonly from: string;
    readonly to: string;
  }[];
}

/** Elements that moved since the page was loaded, without user input. Chromium only. */
export function layoutShifts(tab: Tab): Promise<LayoutShift[]> {
  return tab.evaluate(async () => {
    interface Entry extends PerformanceEntry {
      readonly value: number;
      readonly hadRecentInput: boolean;
      readonly sources: readonly {
        readonly node: Node | null;
        readonly previousRect: DOMRectReadOnly;
        readonly currentRect: DOMRectReadOnly;
      }[];
    }
    const entries = await new Promise<readonly Entry[]>((resolve) => {
      const observer = new PerformanceObserver((list) => resolve(list.getEntries() as Entry[]));
      observer.observe({ type: "layout-shift", buffered: true });
      // Without a layout shift the callback is not called.
      setTimeout(() => resolve([]), 500);
    });
    return entries
      .filter(({ hadRecentInput }) => !hadRecentInput)
      .map(({ value, startTime, sources }) => ({
        value,
        startTime,
        moved: sources.map(({ node, previousRect, currentRect }) => {
          const element = node instanceof Element ? node : (node?.parentElement ?? null);
          const where = (r: DOMRectReadOnly) => [r.x, r.y, r.width, r.height].map(Math.round).join(" ");
          return {
            within: element?.closest("[class^='sora-']")?.className ?? null,
            inGrid: element?.closest(".sora-grid") != null,
            from: where(previousRect),
            to: where(currentRect),
          };
        }),
      }));
  });
}
