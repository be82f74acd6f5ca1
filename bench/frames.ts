/**
 * The frame path in Chromium: `npx tsx bench/frames.ts`. It measures the cost for a worker to seal and to open
 * a frame, and compares it with the minimum: only the WebCrypto call, on the same frames in the same kind of
 * streams. Rounds of both alternate in one run, so that the ratios are also correct on a busy machine. Times
 * are microseconds of wall time.
 *
 * `--against <path>` measures another checkout of this repository in the same rounds, and prints the ratio of
 * the two. The other checkout needs a `bench/frames.subject.ts` of its own.
 *
 * Over some 16 kB the ratio is that of memory, not of work: the encrypted bytes come in a buffer of their own, have to
 * stand behind the clear bytes and the header in another one of exactly their length (encoded frames refuse resizable
 * ones), and the browser gives every buffer of that size fresh pages, which cost more than the cipher does.
 */
import { existsSync } from "node:fs";
import { resolve as resolvePath } from "node:path";
import { parseArgs } from "node:util";
import { chromium } from "playwright-core";
import { createServer, type Plugin } from "vite";
import { findBrowser } from "../scripts/lib/browsers.mjs";
import type { Measured } from "./frames.worker.ts";

const goal = 1.25;
/** A frame may cost this much more than in the other checkout. */
const tolerance = 1.03;

const { values: flags } = parseArgs({ options: { against: { type: "string" } } });
const against = flags.against === undefined ? null : resolvePath(flags.against);
const otherSubject = against === null ? null : `${against}/bench/frames.subject.ts`;
if (otherSubject !== null && !existsSync(otherSubject)) {
  console.error(`There is no ${otherSubject}: --against takes a checkout that has one.`);
  process.exit(1);
}

/** An empty page. It is cross-origin isolated, because the clock is then finer: 5 µs instead of 100. */
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
    server: { port: 0, hmr: false, watch: null, fs: { strict: false } },
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
        (other) =>
          new Promise<Measured[]>((resolve, reject) => {
            const worker = new Worker("/bench/frames.worker.ts", { type: "module" });
            worker.onmessage = ({ data }) =>
              data.error ? reject(new Error(data.error)) : resolve(data.results);
            worker.onerror = ({ message }) => reject(new Error(message));
            worker.postMessage(other);
          }),
        otherSubject === null ? null : `/@fs${otherSubject}`,
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

if (against !== null) {
  console.log(`\nBeside ${against}, round by round:`);
  console.log("| frames | what | ours, per frame | the other, per frame | ratio |");
  console.log("|---|---|---|---|---|");
  for (const { frames, what, ours, other } of results) {
    if (other === null) continue;
    const cells = [round(ours.mean), round(other.times.mean), round(other.ratio, 3)];
    console.log(`| ${frames} | ${what} | ${cells.join(" | ")} |`);
  }
  const slower = results.filter(({ other }) => (other?.ratio ?? 1) > tolerance);
  console.log(
    slower.length === 0
      ? `All within ${tolerance} times the other.`
      : `Over ${tolerance} times the other: ${slower.map(({ frames, what }) => `${what} ${frames}`).join(", ")}.`,
  );
}
