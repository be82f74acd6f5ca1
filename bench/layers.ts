/**
 * Measures the data that a viewer of a meeting receives and decodes, with and without adaptive layers: `npx tsx
 * bench/layers.ts [people]`. One page of Chromium sends for all other people, encrypted, with three simulcast
 * layers each. Another page shows them in `<Meeting>`. Senders and viewers are the same for all rows, so that
 * the ratios hold on a busy machine. The pictures have 960x540 pixels, the least of which Chromium makes three
 * layers, and 5 frames per second, so that two cores can carry them.
 */
import { randomUUID } from "node:crypto";
import { fileURLToPath } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { createDevServer } from "react-sora-e2ee-dev-server";
import { findBrowser } from "../scripts/lib/browsers.mjs";
import type { Received, Where } from "./layers.page.tsx";
import { servePage } from "./serve-page.ts";

const people = Number(process.argv[2] ?? 9);
const senders = people - 1;
/** Time after a change until layers are requested, switched and decoded. */
const settleSeconds = 8;
const seconds = 10;
const patience = 120_000;
const viewport = { width: 1280, height: 720 };

interface Row {
  readonly what: string;
  readonly heights: string;
  readonly kilobits: number;
  readonly megapixels: number;
  readonly decodeMs: number;
}

async function measure(page: Page, what: string): Promise<Row> {
  await page.waitForTimeout(settleSeconds * 1000);
  // If the picture changes its size, its pixels are counted in steps.
  let reading: Received = await page.evaluate(() => window.layersBench.received());
  const before = reading;
  for (let second = 0; second < seconds; second++) {
    await page.waitForTimeout(1000);
    reading = await page.evaluate(() => window.layersBench.received());
  }
  const took = (reading.at - before.at) / 1000;
  return {
    what,
    heights: reading.heights.join(" "),
    kilobits: ((reading.bytes - before.bytes) * 8) / 1000 / took,
    megapixels: (reading.pixels - before.pixels) / 1e6 / took,
    decodeMs: ((reading.decodeTime - before.decodeTime) * 1000) / took,
  };
}

async function watch(browser: Browser, url: string, where: Where, adaptive: boolean): Promise<Page> {
  const page = await browser.newPage({ viewport });
  await page.goto(url);
  await page.evaluate(([where, adaptive]) => window.layersBench.watch(where, adaptive), [
    where,
    adaptive,
  ] as const);
  await page.waitForFunction((count) => window.layersBench.seen() === count, senders, { timeout: patience });
  return page;
}

async function measureAll(browser: Browser, url: string, where: Where): Promise<Row[]> {
  const sending = await browser.newPage({ viewport });
  await sending.goto(url);
  await sending.evaluate(([where, count]) => window.layersBench.send(where, count), [
    where,
    senders,
  ] as const);

  const without = await watch(browser, url, where, false);
  const rows = [await measure(without, "without, grid")];
  await without.close();

  const adaptive = await watch(browser, url, where, true);
  rows.push(await measure(adaptive, "adaptive, grid"));
  await adaptive.locator('[data-sora-tile] button[aria-label^="Pin "]').last().click({ force: true });
  rows.push(await measure(adaptive, "adaptive, one pinned"));
  await adaptive.evaluate(() => window.layersBench.hide(true));
  rows.push(await measure(adaptive, "adaptive, page hidden"));
  return rows;
}

async function run(): Promise<Row[]> {
  if (!Number.isInteger(people) || people < 2) throw new Error("At least 2 people meet.");
  const executablePath = findBrowser("chromium");
  if (executablePath === null) throw new Error("No Chromium found: install it, or name it in CHROMIUM_PATH.");
  const server = await createDevServer({
    soraVersion: "2025.2",
    transportTimeout: 30_000,
    connectTimeout: patience,
  });
  const site = await servePage(fileURLToPath(new URL("..", import.meta.url)), "layers.html");
  try {
    const browser = await chromium.launch({
      executablePath,
      args: [
        "--no-sandbox",
        "--autoplay-policy=no-user-gesture-required",
        "--disable-renderer-backgrounding",
      ],
    });
    try {
      return await measureAll(browser, site.url, { signaling: server.signalingUrl, channel: randomUUID() });
    } finally {
      await browser.close();
    }
  } finally {
    await site.close();
    await server.close();
  }
}

const rows = await run();
const [base] = rows;
if (!base) throw new Error("Nothing was measured.");
const beside = (value: number, of: number, digits: number) =>
  `${value.toFixed(digits)} | ${(value / of).toFixed(2)}`;
console.log(
  `A meeting of ${people}, seen by one in ${viewport.width}x${viewport.height}, over ${seconds} s each`,
);
console.log(
  "| layers | heights of pictures | received kbit/s | ratio | decoded Mpixel/s | ratio | decoding ms/s | ratio |",
);
console.log("|---|---|---|---|---|---|---|---|");
for (const { what, heights, kilobits, megapixels, decodeMs } of rows) {
  const cells = [
    beside(kilobits, base.kilobits, 0),
    beside(megapixels, base.megapixels, 1),
    beside(decodeMs, base.decodeMs, 1),
  ];
  console.log(`| ${what} | ${heights} | ${cells.join(" | ")} |`);
}
