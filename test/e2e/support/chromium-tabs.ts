import puppeteer from "puppeteer-core";
import { findBrowser } from "../../../scripts/lib/browsers.mjs";
import { testLimit, waitLimit } from "../../support/limits.ts";
import { requireBrowser, type TestBrowser } from "./browser.ts";
import { installFakeCamera } from "./fake-camera.ts";
import { recordPresses } from "./presses.ts";
import { puppeteerTab } from "./puppeteer-tab.ts";
import { eventually } from "./wait.ts";

/**
 * Without these, the timers of a page behind another tab are slowed down, as in a person's browser. Its process keeps its
 * priority, because it would get no time beside the other processes of a busy machine.
 */
const neverInBackground = [
  "--disable-background-timer-throttling",
  "--disable-backgrounding-occluded-windows",
];

export interface BrowserWithTabs extends TestBrowser {
  /** Another tab comes before the page: it is hidden until `show`. */
  hide(): Promise<void>;
  show(): Promise<void>;
}

/** Chromium with one page that can be hidden. Playwright keeps all its pages visible, so it cannot do this. */
export async function launchChromiumWithTabs(): Promise<BrowserWithTabs> {
  const browser = await puppeteer.launch({
    executablePath: requireBrowser("chromium", findBrowser("chromium")),
    timeout: testLimit,
    defaultViewport: null,
    ignoreDefaultArgs: neverInBackground,
    args: [
      "--no-sandbox",
      "--use-fake-ui-for-media-stream",
      "--autoplay-policy=no-user-gesture-required",
      "--window-size=800,700",
    ],
  });
  const [page = await browser.newPage()] = await browser.pages();
  const expectVisibility = async (wanted: DocumentVisibilityState) => {
    const state = await page.evaluate(() => document.visibilityState);
    if (state !== wanted) throw new Error(`The page is ${state}.`);
  };
  return {
    kind: "chromium",
    version: Number.parseInt((await browser.version()).split("/")[1] ?? "", 10),
    async open(camera) {
      page.setDefaultTimeout(waitLimit);
      await page.evaluateOnNewDocument(recordPresses);
      if (camera) await page.evaluateOnNewDocument(installFakeCamera, camera);
      return puppeteerTab(page, "chromium", async () => undefined);
    },
    async hide() {
      await (await browser.newPage()).bringToFront();
      await eventually("the page is hidden", () => expectVisibility("hidden"));
    },
    async show() {
      await expectVisibility("hidden");
      await page.bringToFront();
      await eventually("the page is visible", () => expectVisibility("visible"));
    },
    close: () => browser.close(),
  };
}
