// @ts-check
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findBrowser } from "./lib/browsers.mjs";
import { startDevServer } from "./lib/dev-server.mjs";
import { ensureInstalled, root } from "./lib/install.mjs";
import { installDrawnCamera } from "./lib/picture-camera.mjs";
import { listenOnFreePort } from "./lib/ports.mjs";
import { fail } from "./lib/say.mjs";

/**
 * Renews the pictures in docs/images: `npm run pictures`. It needs Chromium, and fonts for Japanese and emoji. Look at the
 * pictures before you commit them.
 */

const host = "127.0.0.1";
const phone = { width: 390, height: 844 };
const computer = { width: 1280, height: 800 };
/** For the README, where the server's view is beside the tiles. */
const wide = { width: 1120, height: 665 };

const people = {
  Noriko: { back: "#9db8d9", skin: "#f1c8a4", hair: "#2b1c17", shirt: "#2f5d8c" },
  Daniel: { back: "#ecc9a8", skin: "#cf8f63", hair: "#17120f", shirt: "#8a3b26" },
  Mei: { back: "#a8dcb4", skin: "#fad3ae", hair: "#4f2f17", shirt: "#3a8a48" },
};

ensureInstalled();
const executablePath = findBrowser("chromium");
if (executablePath === null) fail("The pictures need Chromium. Set CHROMIUM_PATH to the full path of one.");
else await takePictures(executablePath);

/** @param {string} executablePath */
async function takePictures(executablePath) {
  // The code below needs the installed packages.
  const { chromium } = await import("playwright-core");
  const { startDemo } = await import("./lib/demo-server.mjs");
  const cacheDir = mkdtempSync(join(tmpdir(), "react-sora-e2ee-"));
  const devServer = startDevServer(["--port", "0"], () => process.exit(1));
  const browser = await chromium.launch({
    executablePath,
    args: ["--no-sandbox", "--autoplay-policy=no-user-gesture-required"],
  });
  /** @type {import("vite").ViteDevServer | undefined} */
  let demo;
  try {
    const { signalingUrl, statsUrl } = await devServer.ready;
    const port = await listenOnFreePort(
      { host, flag: "", preferred: 5173 },
      async (/** @type {number} */ free) => {
        demo = await startDemo({ host, port: free, signalingUrl, statsUrl, cacheDir });
        return free;
      },
    );
    await takeAll(browser, `http://${host}:${port}/`);
  } finally {
    await Promise.allSettled([browser.close(), demo?.close(), devServer.stop()]);
    rmSync(cacheDir, { recursive: true, force: true });
  }
}

/**
 * @param {import("playwright-core").Browser} browser
 * @param {string} address
 */
async function takeAll(browser, address) {
  /** @type {(name: keyof typeof people, viewport: typeof phone, params: Record<string, string>) => Promise<import("playwright-core").Page>} */
  const visit = async (name, viewport, params) => {
    const context = await browser.newContext({ viewport });
    await context.addInitScript(installDrawnCamera, people[name]);
    const page = await context.newPage();
    await page.goto(`${address}?${new URLSearchParams({ name, ...params })}`);
    return page;
  };
  /** @type {(viewport: typeof phone, params: Record<string, string>) => Promise<import("playwright-core").Page[]>} */
  const call = async (viewport, params) => {
    const all = { channel: "weekly", autojoin: "1", ...params };
    const pages = [
      await visit("Noriko", viewport, all),
      await visit("Daniel", computer, all),
      await visit("Mei", computer, all),
    ];
    for (const page of pages) {
      await page.waitForFunction(
        () => document.querySelectorAll('[data-encryption="encrypted"][data-picture]').length === 2,
      );
    }
    await pages[0]?.waitForSelector('[data-local] :text-matches("2.+2")');
    return pages;
  };
  /** @type {(page: import("playwright-core").Page | undefined, file: string) => Promise<void>} */
  const take = async (page, file) => {
    await page?.mouse.move(0, 0);
    await page?.screenshot({ path: join(root, "docs/images", file), animations: "disabled" });
    process.stdout.write(`${file}\n`);
  };
  /** @param {readonly import("playwright-core").Page[]} pages */
  const leave = (pages) => Promise.all(pages.map((page) => page.context().close()));

  for (const [file, viewport, params] of /** @type {const} */ ([
    ["lobby-phone.en.png", phone, { lang: "en", theme: "dark" }],
    ["lobby-desktop.ja.png", computer, { lang: "ja", theme: "light" }],
  ])) {
    const page = await visit("Noriko", viewport, { channel: "weekly", ...params });
    await page.waitForSelector("video");
    await page.waitForFunction(() => (document.querySelector("video")?.videoWidth ?? 0) > 0);
    await take(page, file);
    await leave([page]);
  }

  for (const [lang, text] of /** @type {const} */ ([
    ["en", "Server's view"],
    ["ja", "サーバーの視点"],
  ])) {
    const pages = await call(wide, { lang, theme: "light" });
    await pages[0]?.click(`button:has-text("${text}")`);
    await pages[0]?.waitForSelector("[data-peer] canvas, [data-peer] img");
    // The server's decoder needs some frames.
    await pages[0]?.waitForTimeout(3000);
    await take(pages[0], `call.${lang}.png`);
    await leave(pages);
  }

  const onComputer = await call(computer, { lang: "en", theme: "light" });
  await take(onComputer[0], "meeting-desktop.en.png");
  await leave(onComputer);

  const hands = await call(computer, { lang: "ja", theme: "dark" });
  for (const page of hands.slice(1)) {
    await page.keyboard.press("h");
    await page.waitForSelector("[data-local] .sora-hand");
  }
  await hands[0]?.waitForFunction(() => document.querySelectorAll(".sora-tile .sora-hand").length === 2);
  await take(hands[0], "meeting-desktop-hands.ja.png");
  await leave(hands);

  const recorded = await call(phone, { lang: "ja", theme: "light" });
  // Without the dialog for a file, the recording goes to memory.
  await recorded[0]?.evaluate(() => Object.assign(window, { showSaveFilePicker: undefined }));
  await recorded[0]?.click('.sora-meeting-controls button:has-text("その他")');
  await recorded[0]?.click('.sora-menu-items button:has-text("録画")');
  // The recording begins when all have answered.
  for (const page of recorded.slice(1)) await page.click('button:text-is("同意する")');
  await recorded[0]?.waitForSelector('.sora-recording :text-matches("[1-9] MB")');
  await take(recorded[0], "meeting-phone.ja.png");
  await leave(recorded);
}
