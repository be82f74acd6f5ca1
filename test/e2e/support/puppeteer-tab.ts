import type { Page } from "puppeteer-core";
import { waitLimit } from "../../support/limits.ts";
import { type BrowserKind, isProblem, type Tab } from "./browser.ts";
import { clickUntilItLands } from "./presses.ts";

/**
 * A page of Puppeteer as the tests' tab.
 *
 * @param release Called after the page has been closed.
 */
export function puppeteerTab(page: Page, browser: BrowserKind, release: () => Promise<void>): Tab {
  const problems: string[] = [];
  const warnings: string[] = [];
  let loads = 0;
  page.on("console", (message) => {
    if (message.type() === "error" && isProblem(message.text())) problems.push(`console: ${message.text()}`);
    if (message.type() === "warn") warnings.push(message.text());
  });
  page.on("pageerror", (error) => {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    if (isProblem(text)) problems.push(`uncaught: ${text}`);
  });
  page.on("load", () => loads++);

  const evaluate = ((run: never, argument: never) =>
    page.evaluate(run, argument)) as unknown as Tab["evaluate"];
  return {
    browser,
    problems,
    warnings,
    get loads() {
      return loads;
    },
    async goto(url) {
      await page.goto(url);
    },
    evaluate,
    click: (selector) =>
      clickUntilItLands({ evaluate }, () => page.locator(selector).setTimeout(waitLimit).click()),
    fill: (selector, text) => page.locator(selector).setTimeout(waitLimit).fill(text),
    async screenshot(path) {
      await page.screenshot({ path: path as `${string}.png` });
    },
    workers: notHere,
    async close() {
      await page.close();
      await release();
    },
    crash: notHere,
    freeze: notHere,
    resume: notHere,
  };
}

function notHere(): never {
  throw new Error("Puppeteer cannot do this to a page here: use a page of the shared Chromium.");
}
