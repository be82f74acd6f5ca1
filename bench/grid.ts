/**
 * What 49 tiles cost the page in Chromium while nothing happens: `npx tsx bench/grid.ts`. Beside a page with the same 49
 * pictures in bare `<video>` elements; rounds of both alternate, so that differences hold on a busy machine. Scripts that
 * draw the pictures run on both pages. Then one join: until 50 tiles are laid out. React is the one for production.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import reactPlugin from "@vitejs/plugin-react";
import { type Browser, chromium, type Page } from "playwright-core";
import { build, preview } from "vite";
import { aliases } from "../scripts/lib/aliases.mjs";
import { findBrowser } from "../scripts/lib/browsers.mjs";

/** Milliseconds of script, style and layout per second of an idle call. */
const goal = 3;
const people = 49;
const rounds = 3;
const seconds = 4;
const joins = 9;

type Kind = "tiles" | "bare";
const metrics = ["ScriptDuration", "RecalcStyleDuration", "LayoutDuration", "TaskDuration"] as const;
type Metrics = Record<(typeof metrics)[number], number>;
/** For one second: milliseconds, and React's commits. */
type Idle = Metrics & { readonly commits: number; readonly components: number };

const commitsOf = (page: Page) => page.evaluate(() => window.gridBench.commits());

async function openPage(browser: Browser, url: string, kind: Kind): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
  await page.goto(url);
  await page.evaluate(
    ([kind, count]) =>
      kind === "tiles" ? window.gridBench.showTiles(count) : window.gridBench.showBareVideos(count),
    [kind, people] as const,
  );
  await page.waitForFunction(
    (count) =>
      [...document.querySelectorAll("video")].filter((video) => video.videoWidth > 0).length === count,
    people,
  );
  // Pictures have just appeared: what that set off comes to its end.
  await page.waitForTimeout(1000);
  return page;
}

async function measureIdle(page: Page): Promise<Idle> {
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable");
  const read = async () => {
    const { metrics: list } = await session.send("Performance.getMetrics");
    const metric = (name: string) => list.find((entry) => entry.name === name)?.value ?? Number.NaN;
    return { values: metrics.map(metric), at: metric("Timestamp"), commits: await commitsOf(page) };
  };
  const before = await read();
  await page.waitForTimeout(seconds * 1000);
  const after = await read();
  const took = after.at - before.at;
  const perSecond = metrics.map(
    (name, index) =>
      [name, (((after.values[index] ?? 0) - (before.values[index] ?? 0)) / took) * 1000] as const,
  );
  const each = Object.fromEntries(perSecond) as Metrics;
  return {
    ...each,
    commits: (after.commits - before.commits) / took,
    components: each.ScriptDuration + each.RecalcStyleDuration + each.LayoutDuration,
  };
}

async function measureJoins(page: Page) {
  const times: number[] = [];
  const commits: number[] = [];
  for (let index = 0; index < joins; index++) {
    const before = await commitsOf(page);
    times.push(await page.evaluate((count) => window.gridBench.changeTo(count), people + 1));
    await page.waitForTimeout(500);
    commits.push((await commitsOf(page)) - before);
    await page.evaluate((count) => window.gridBench.changeTo(count), people);
    await page.waitForTimeout(500);
  }
  return { times, commits };
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

async function serve() {
  const outDir = mkdtempSync(join(tmpdir(), "grid-bench-"));
  const root = fileURLToPath(new URL(".", import.meta.url));
  await build({
    configFile: false,
    root,
    logLevel: "error",
    plugins: [reactPlugin()],
    resolve: { alias: aliases },
    worker: { format: "es" },
    build: { outDir, emptyOutDir: true, rolldownOptions: { input: join(root, "grid.html") } },
  });
  const server = await preview({
    configFile: false,
    root,
    logLevel: "error",
    build: { outDir },
    preview: { port: 0, strictPort: false, host: "127.0.0.1" },
  });
  const url = new URL("grid.html", server.resolvedUrls?.local[0]).href;
  return {
    url,
    close: async () => {
      await server.close();
      rmSync(outDir, { recursive: true, force: true });
    },
  };
}

async function measure() {
  const executablePath = findBrowser("chromium");
  if (executablePath === null) throw new Error("No Chromium found: install it, or name it in CHROMIUM_PATH.");
  const site = await serve();
  try {
    const browser = await chromium.launch({
      executablePath,
      args: ["--no-sandbox", "--autoplay-policy=no-user-gesture-required"],
    });
    try {
      const idle: Record<Kind, Idle[]> = { tiles: [], bare: [] };
      for (let round = 0; round < rounds; round++) {
        for (const kind of ["bare", "tiles"] as const) {
          const page = await openPage(browser, site.url, kind);
          idle[kind].push(await measureIdle(page));
          await page.close();
        }
      }
      const page = await openPage(browser, site.url, "tiles");
      const join = await measureJoins(page);
      await page.close();
      return { idle, join };
    } finally {
      await browser.close();
    }
  } finally {
    await site.close();
  }
}

const { idle, join: joined } = await measure();
const of = (kind: Kind, what: keyof Idle) => median(idle[kind].map((values) => values[what]));
console.log(`${people} people, ms per second of idle call, median of ${rounds} rounds of ${seconds} s`);
console.log("| what | tiles | bare videos | difference | ratio |");
console.log("|---|---|---|---|---|");
const rows: readonly (readonly [string, keyof Idle])[] = [
  ["script", "ScriptDuration"],
  ["style", "RecalcStyleDuration"],
  ["layout", "LayoutDuration"],
  ["script, style and layout", "components"],
  ["all tasks of the page's thread", "TaskDuration"],
  ["React commits", "commits"],
];
for (const [name, what] of rows) {
  const [tiles, bare] = [of("tiles", what), of("bare", what)];
  const ratio = bare === 0 ? "–" : (tiles / bare).toFixed(2);
  console.log(
    `| ${name} | ${tiles.toFixed(2)} | ${bare.toFixed(2)} | ${(tiles - bare).toFixed(2)} | ${ratio} |`,
  );
}
console.log(
  `A join: ${median(joined.times).toFixed(1)} ms until ${people + 1} tiles are laid out ` +
    `(worst of ${joins}: ${Math.max(...joined.times).toFixed(1)} ms), ${median(joined.commits)} commits`,
);
const cost = of("tiles", "components") - of("bare", "components");
console.log(`Goal: components under ${goal} ms per second of idle call: ${cost < goal ? "met" : "missed"}`);
if (!(cost < goal)) process.exitCode = 1;
