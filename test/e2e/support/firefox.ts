import puppeteer, { type Page } from "puppeteer-core";
import { findBrowser } from "../../../scripts/lib/browsers.mjs";
import { testLimit, waitLimit } from "../../support/limits.ts";
import { isProblem, requireBrowser, type Tab, type TestBrowser } from "./browser.ts";
import { installFakeCamera } from "./fake-camera.ts";
import { clickUntilItLands, recordPresses } from "./presses.ts";

const preferences = {
  "media.navigator.streams.fake": true,
  "media.navigator.permission.disabled": true,
  "media.autoplay.default": 0,
  "media.autoplay.blocking_policy": 0,
  // Without sound hardware an AudioContext does not run, so tests could neither make nor measure tones.
  "media.cubeb.force_mock_context": true,
  // Firefox must not look for updates and codecs in the middle of a test.
  "media.gmp-manager.updateEnabled": false,
  "app.update.enabled": false,
};

/** Of the window, in CSS pixels: a page of 800 x 600, and what Firefox shows above it. */
const windowSize = { width: 800, height: 686 };

export async function launchFirefox(): Promise<TestBrowser> {
  const executablePath = requireBrowser("firefox", findBrowser("firefox"));
  const browser = await puppeteer.launch({
    browser: "firefox",
    executablePath,
    timeout: testLimit,
    headless: true,
    // Puppeteer's own way to set a size needs a command that Firefox ESR 140 does not know.
    defaultViewport: null,
    env: {
      ...process.env,
      MOZ_HEADLESS_WIDTH: String(windowSize.width),
      MOZ_HEADLESS_HEIGHT: String(windowSize.height),
    },
    extraPrefsFirefox: preferences,
  });
  const [, version = ""] = (await browser.version()).split("/");
  return {
    kind: "firefox",
    version: Number.parseInt(version, 10),
    async open(camera) {
      const context = await browser.createBrowserContext();
      // The browser would throttle a tab behind another one, so each page gets its own window.
      const page = await context.newPage({ type: "window" });
      page.setDefaultTimeout(waitLimit);
      await page.evaluateOnNewDocument(recordPresses);
      if (camera) await page.evaluateOnNewDocument(installFakeCamera, camera);
      return firefoxTab(page);
    },
    close: () => browser.close(),
  };
}

function firefoxTab(page: Page): Tab {
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
    browser: "firefox",
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
    workers() {
      throw new Error("Firefox does not tell of its workers here: look at them in Chromium.");
    },
    async close() {
      const context = page.browserContext();
      await page.close();
      await context.close();
    },
    crash: onlyInChromium,
    freeze: onlyInChromium,
    resume: onlyInChromium,
  };
}

function onlyInChromium(): never {
  throw new Error("Firefox cannot do this to a page here: do it in Chromium.");
}
