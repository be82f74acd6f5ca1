import { type BrowserContext, chromium, type Page } from "playwright-core";
import { findBrowser } from "../../../scripts/lib/browsers.mjs";
import { testLimit, waitLimit } from "../../support/limits.ts";
import { isProblem, requireBrowser, type Tab, type TestBrowser } from "./browser.ts";
import { type FakeCamera, installFakeCamera } from "./fake-camera.ts";
import { clickUntilItLands, recordPresses } from "./presses.ts";

/**
 * If the flag is given twice, Chromium uses the last list. So this list must also contain the features that
 * Playwright turns off.
 */
const disabledFeatures = [
  // Each window would start pages of Chromium's own for its address bar, at ten times the cost of an empty tab.
  "WebUIOmniboxPopup",
  "WebUIOmniboxAimPopup",
  "AimEnabled",
  "AvoidCorsURLLoaderRestartOnRedirect",
  "AvoidUnnecessaryBeforeUnloadCheckSync",
  "DestroyProfileOnBrowserClose",
  "HttpsFirstBalancedModeAutoEnable",
  "HttpsUpgrades",
  "LensOverlay",
  "MediaRouter",
  "NetworkTimeServiceQuerying",
  "OptimizationHints",
  "PaintHolding",
  "PreconnectToSearch",
  "ThirdPartyStoragePartitioning",
];

const flags = [
  "--no-sandbox",
  "--use-fake-device-for-media-stream",
  "--use-fake-ui-for-media-stream",
  "--autoplay-policy=no-user-gesture-required",
  `--disable-features=${disabledFeatures}`,
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
  "--disable-background-timer-throttling",
  "--disable-renderer-backgrounding",
  "--disable-backgrounding-occluded-windows",
  // Requests about the page's memory are answered at once, not after the next garbage collection.
  "--enable-blink-features=ForceEagerMeasureMemory",
];

export async function launchChromium(): Promise<TestBrowser> {
  const executablePath = requireBrowser("chromium", findBrowser("chromium"));
  const browser = await chromium.launch({ executablePath, args: flags, timeout: testLimit });
  return {
    kind: "chromium",
    version: Number.parseInt(browser.version(), 10),
    async open(camera) {
      const context = await browser.newContext({ viewport: { width: 800, height: 600 } });
      return openTab(context, camera);
    },
    close: () => browser.close(),
  };
}

/** A browser whose storage is in this folder, so that it is still there when the browser is started again. */
export async function launchChromiumProfile(folder: string): Promise<TestBrowser> {
  const executablePath = requireBrowser("chromium", findBrowser("chromium"));
  const context = await chromium.launchPersistentContext(folder, {
    executablePath,
    args: flags,
    timeout: testLimit,
    viewport: { width: 800, height: 600 },
  });
  return {
    kind: "chromium",
    version: Number.parseInt(context.browser()?.version() ?? "", 10),
    open: (camera) => openTab(context, camera),
    close: () => context.close(),
  };
}

async function openTab(context: BrowserContext, camera: FakeCamera | null): Promise<Tab> {
  context.setDefaultTimeout(waitLimit);
  await context.addInitScript(recordPresses);
  if (camera) await context.addInitScript(installFakeCamera, camera);
  return chromiumTab(await context.newPage());
}

function chromiumTab(page: Page): Tab {
  const problems: string[] = [];
  const warnings: string[] = [];
  let loads = 0;
  page.on("console", (message) => {
    if (message.type() === "error" && isProblem(message.text())) problems.push(`console: ${message.text()}`);
    if (message.type() === "warning") warnings.push(message.text());
  });
  // Unhandled rejections arrive here too.
  page.on("pageerror", (error) => {
    const text = error.stack ?? error.message;
    if (isProblem(text)) problems.push(`uncaught: ${text}`);
  });
  page.on("load", () => loads++);

  const evaluate = ((run: never, argument: never) => page.evaluate(run, argument)) as Tab["evaluate"];
  return {
    browser: "chromium",
    problems,
    warnings,
    get loads() {
      return loads;
    },
    async goto(url) {
      await page.goto(url);
    },
    evaluate,
    click: (selector) => clickUntilItLands({ evaluate }, () => page.click(selector, { timeout: waitLimit })),
    fill: (selector, text) => page.fill(selector, text, { timeout: waitLimit }),
    async screenshot(path) {
      await page.screenshot({ path });
    },
    workers: () =>
      page
        .workers()
        .map((worker) => worker.url())
        .filter((url) => !url.startsWith("blob:")),
    async close() {
      await page.close();
      await page.context().close();
    },
    freeze: () => setLifecycle(page, "frozen"),
    resume: () => setLifecycle(page, "active"),
    async crash() {
      const session = await page.context().newCDPSession(page);
      const crashed = new Promise((resolve) => page.once("crash", resolve));
      // Never answered, because the other side is gone.
      session.send("Page.crash").catch(() => undefined);
      await crashed;
    },
  };
}

async function setLifecycle(page: Page, state: "frozen" | "active"): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send("Page.setWebLifecycleState", { state });
  await session.detach();
}
