import puppeteer from "puppeteer-core";
import { findBrowser } from "../../../scripts/lib/browsers.mjs";
import { testLimit, waitLimit } from "../../support/limits.ts";
import { requireBrowser, type TestBrowser } from "./browser.ts";
import { installFakeCamera } from "./fake-camera.ts";
import { recordPresses } from "./presses.ts";
import { puppeteerTab } from "./puppeteer-tab.ts";

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
      return puppeteerTab(page, "firefox", () => context.close());
    },
    close: () => browser.close(),
  };
}
