/**
 * The frame path in Chromium: `npx tsx bench/frames.ts`. What it costs a worker to seal and to open a frame, beside a
 * floor that makes only the WebCrypto call on the same frames in the same kind of streams. Rounds of both alternate in
 * one run, so that the ratios hold on a busy machine; times are microseconds of wall time.
 *
 * Over some 16 kB the ratio is that of memory, not of work: the encrypted bytes come in a buffer of their own, have to
 * stand behind the clear bytes and the header in another one of exactly their length (encoded frames refuse resizable
 * ones), and the browser gives every buffer of that size fresh pages, which cost more than the cipher does.
 */
import { chromium } from "playwright-core";
import { createServer, type Plugin } from "vite";
import { findBrowser } from "../scripts/lib/browsers.mjs";
import type { Measured } from "./frames.worker.ts";

const goal = 1.25;

/** A page of nothing. Isolated, for the finer clock: 5 µs instead of 100. */
const blankPage: Plugin = {
  name: "blank-page",
  configureServer: (server) => {
    server.middlewares.use((request, response, next) => {
      response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
      response.setHeader("Cross-Origin-Embedder-Policy", "require-corp");
      if (request.url !== "/") return next();
      response.setHeader("Content-Type", "text/html").end("<!doctype html><title>frames</title>");
    });
  },
};

async function measure(): Promise<Measured[]> {
  const executablePath = findBrowser("chromium");
  if (executablePath === null) throw new Error("No Chromium found: install it, or name it in CHROMIUM_PATH.");
  const server = await createServer({
    configFile: false,
    root: new URL("..", import.meta.url).pathname,
    cacheDir: "node_modules/.vite-bench",
    logLevel: "error",
    plugins: [blankPage],
    server: { port: 0, hmr: false, watch: null },
    optimizeDeps: { noDiscovery: true },
  });
  try {
    await server.listen();
    const address = server.httpServer?.address();
    if (address === null || typeof address !== "object") throw new Error("The server has no address.");
    const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
    try {
      const page = await browser.newPage();
      await page.goto(`http://localhost:${address.port}/`);
      return await page.evaluate(
        () =>
          new Promise<Measured[]>((resolve, reject) => {
            const worker = new Worker("/bench/frames.worker.ts", { type: "module" });
            worker.onmessage = ({ data }) =>
              data.error ? reject(new Error(data.error)) : resolve(data.results);
            worker.onerror = ({ message }) => reject(new Error(message));
          }),
      );
    } finally {
      await browser.close();
    }
  } finally {
    await server.close();
  }
}

const round = (value: number, digits = 1): string => value.toFixed(digits);

const results = await measure();
console.log("| frames | what | ours, per frame | p50 | p99 | floor, per frame | p50 | p99 | ratio |");
console.log("|---|---|---|---|---|---|---|---|---|");
for (const { frames, what, ours, floor } of results) {
  const cells = [ours.mean, ours.p50, ours.p99, floor.mean, floor.p50, floor.p99].map((value) =>
    round(value),
  );
  console.log(`| ${frames} | ${what} | ${cells.join(" | ")} | ${round(ours.mean / floor.mean, 2)} |`);
}
const over = results.filter(({ ours, floor }) => ours.mean / floor.mean > goal);
console.log(
  over.length === 0
    ? `All within ${goal} times the floor.`
    : `Over ${goal} times the floor: ${over.map(({ frames, what }) => `${what} ${frames}`).join(", ")}.`,
);
