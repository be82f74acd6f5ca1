/**
 * The cost of 25 and 49 tiles for the page in Chromium while nothing happens: `npx tsx bench/grid.ts`. Beside a
 * page with as many pictures in bare `<video>` elements, and, with `--against <path>`, a page of another
 * checkout: before a change, say. Rounds of all alternate, so that ratios hold on a busy machine. Scripts that
 * draw the pictures run on all pages. Then one join: until one more tile is laid out. React is the one for
 * production.
 */
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { type Browser, chromium, type Page } from "playwright-core";
import { findBrowser } from "../scripts/lib/browsers.mjs";
import { servePage } from "./serve-page.ts";

/** Milliseconds of script, style and layout per second of an idle call. */
const goal = 3;
const sizes = [25, 49];
const rounds = 3;
const seconds = 4;
const joins = 9;

type Kind = "tiles" | "bare" | "before";
const metrics = ["ScriptDuration", "RecalcStyleDuration", "LayoutDuration", "TaskDuration"] as const;
type Metrics = Record<(typeof metrics)[number], number>;
type Sites = Readonly<Partial<Record<Kind, string>>>;
/** For one second: milliseconds, and React's commits. */
type Idle = Metrics & { readonly commits: number; readonly components: number };

const commitsOf = (page: Page) => page.evaluate(() => window.gridBench.commits());

async function openPage(browser: Browser, url: string, kind: Kind, people: number): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
  await page.goto(url);
  await page.evaluate(
    ([kind, count]) =>
      kind === "bare" ? window.gridBench.showBareVideos(count) : window.gridBench.showTiles(count),
    [kind, people] as const,
  );
  await page.waitForFunction(
    (count) =>
      [...document.querySelectorAll("video")].filter((video) => video.videoWidth > 0).length === count,
    people,
  );
  // Pictures have just appeared. Waits until the work for that has ended.
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

async function measureJoins(page: Page, people: number) {
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

async function measure(browser: Browser, sites: Sites, people: number) {
  const idle: Record<Kind, Idle[]> = { bare: [], before: [], tiles: [] };
  for (let round = 0; round < rounds; round++) {
    for (const kind of ["bare", "before", "tiles"] as const) {
      const url = sites[kind];
      if (url === undefined) continue;
      const page = await openPage(browser, url, kind, people);
      idle[kind].push(await measureIdle(page));
      await page.close();
    }
  }
  const page = await openPage(browser, sites.tiles ?? "", "tiles", people);
  const join = await measureJoins(page, people);
  await page.close();
  return { idle, join };
}

const rows: readonly (readonly [string, keyof Idle])[] = [
  ["script", "ScriptDuration"],
  ["style", "RecalcStyleDuration"],
  ["layout", "LayoutDuration"],
  ["script, style and layout", "components"],
  ["all tasks of the page's thread", "TaskDuration"],
  ["React commits", "commits"],
];

/** Prints the measurements, and tells if they meet the goal. */
function report(people: number, { idle, join: joined }: Awaited<ReturnType<typeof measure>>): boolean {
  const of = (kind: Kind, what: keyof Idle) => median(idle[kind].map((values) => values[what]));
  const ratio = (value: number, to: number) => (to > 0 ? (value / to).toFixed(2) : "–");
  const compares = idle.before.length > 0;
  console.log(`\n${people} people, ms per second of idle call, median of ${rounds} rounds of ${seconds} s`);
  console.log(`| what | tiles | bare videos | difference | ratio |${compares ? " before | ratio |" : ""}`);
  console.log(`|---|---|---|---|---|${compares ? "---|---|" : ""}`);
  for (const [name, what] of rows) {
    const [tiles, bare, before] = [of("tiles", what), of("bare", what), of("before", what)];
    const beside = compares ? ` ${before.toFixed(2)} | ${ratio(tiles, before)} |` : "";
    console.log(
      `| ${name} | ${tiles.toFixed(2)} | ${bare.toFixed(2)} | ${(tiles - bare).toFixed(2)} | ${ratio(tiles, bare)} |${beside}`,
    );
  }
  console.log(
    `A join: ${median(joined.times).toFixed(1)} ms until ${people + 1} tiles are laid out ` +
      `(worst of ${joins}: ${Math.max(...joined.times).toFixed(1)} ms), ${median(joined.commits)} commits`,
  );
  const cost = of("tiles", "components") - of("bare", "components");
  console.log(`Goal: components under ${goal} ms per second of idle call: ${cost < goal ? "met" : "missed"}`);
  return cost < goal;
}

const { values: flags } = parseArgs({ options: { against: { type: "string" } } });
const executablePath = findBrowser("chromium");
if (executablePath === null) throw new Error("No Chromium found: install it, or name it in CHROMIUM_PATH.");
const site = await servePage(fileURLToPath(new URL("..", import.meta.url)), "grid.html");
const other = flags.against === undefined ? null : await servePage(resolve(flags.against), "grid.html");
const browser = await chromium.launch({
  executablePath,
  args: ["--no-sandbox", "--autoplay-policy=no-user-gesture-required"],
});
try {
  const sites: Sites = { bare: site.url, tiles: site.url, ...(other && { before: other.url }) };
  for (const people of sizes) {
    if (!report(people, await measure(browser, sites, people))) process.exitCode = 1;
  }
} finally {
  await browser.close();
  await site.close();
  await other?.close();
}
