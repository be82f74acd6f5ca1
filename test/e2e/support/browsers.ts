import type { BrowserKind, TestBrowser } from "./browser.ts";
import { launchChromium } from "./chromium.ts";
import { launchFirefox } from "./firefox.ts";

const launchers = { chromium: launchChromium, firefox: launchFirefox };

/** Browsers of one test file, launched when first needed. */
export class Browsers {
  readonly #running = new Map<BrowserKind, Promise<TestBrowser>>();

  get(kind: BrowserKind): Promise<TestBrowser> {
    const running = this.#running.get(kind) ?? launchers[kind]();
    this.#running.set(kind, running);
    return running;
  }

  async close(): Promise<void> {
    const browsers = await Promise.allSettled(this.#running.values());
    await Promise.all(browsers.map((browser) => browser.status === "fulfilled" && browser.value.close()));
  }
}
