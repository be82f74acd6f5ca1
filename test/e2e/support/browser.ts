import type { FakeCamera } from "./fake-camera.ts";

export type BrowserKind = "chromium" | "firefox";

/** One page in a window of its own. */
export interface Tab {
  readonly browser: BrowserKind;
  /** Console errors, uncaught errors and unhandled rejections so far. */
  readonly problems: readonly string[];
  /** Console warnings so far. */
  readonly warnings: readonly string[];
  /** Number of page loads. */
  readonly loads: number;
  /** CSS selector of the part of the page that is meant, when it shows several calls. */
  readonly scope?: string;
  goto(url: string): Promise<void>;
  /** `run` is sent to the page as text, so it may use only its argument. */
  evaluate<Result, Argument>(
    run: (argument: Argument) => Result,
    argument: Argument,
  ): Promise<Awaited<Result>>;
  evaluate<Result>(run: () => Result): Promise<Awaited<Result>>;
  click(selector: string): Promise<void>;
  fill(selector: string, text: string): Promise<void>;
  screenshot(path: string): Promise<void>;
  /** The addresses of the page's workers, those of the fake camera left out. Chromium only. */
  workers(): readonly string[];
  /** Like a person who closes a tab. */
  close(): Promise<void>;
  /** The page ends without notice, as when its process dies. Chromium only. */
  crash(): Promise<void>;
  /** Like a browser with a background page: its scripts are frozen until `resume`. Chromium only. */
  freeze(): Promise<void>;
  resume(): Promise<void>;
}

export interface TestBrowser {
  readonly kind: BrowserKind;
  /** Its major version. */
  readonly version: number;
  /** Null keeps the browser's own fake camera. */
  open(camera: FakeCamera | null): Promise<Tab>;
  close(): Promise<void>;
}

/** The path of a browser, or a sentence that says what to do. */
export function requireBrowser(kind: BrowserKind, path: string | null): string {
  if (path !== null) return path;
  const [name, variable] =
    kind === "chromium" ? ["chromium", "CHROMIUM_PATH"] : ["firefox-esr", "FIREFOX_PATH"];
  throw new Error(
    `There is no ${kind} here. Install it (Debian: "apt-get install ${name}") or set ${variable}.`,
  );
}

/** Console messages of development builds that tests ignore. */
const chatter = [
  /Download the React DevTools/,
  /favicon\.ico/,
  // Firefox ESR 140 reports this of its own code, before it loads the first script of a page. It names no source.
  /^Error: Error: Permission denied to access property "length"$/,
  // The SDK starts this timeout before it compresses its last message, and listens to it only afterwards. When a very busy
  // machine compresses for longer, the browser reports a rejection that the SDK handles later.
  /^DisconnectWaitTimeoutError: DISCONNECT-WAIT-TIMEOUT-ERROR/,
  // Firefox reports this for a socket that a page opens or uses while the browser leaves the page.
  /NS_ERROR_NOT_AVAILABLE.*installFakeCamera/,
];

export function isProblem(text: string): boolean {
  return !chatter.some((pattern) => pattern.test(text));
}
