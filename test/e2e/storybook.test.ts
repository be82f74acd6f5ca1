import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Tab, TestBrowser } from "./support/browser.ts";
import { launchChromium } from "./support/chromium.ts";
import { type Site, serveFolder } from "./support/serve-folder.ts";
import { eventually } from "./support/wait.ts";

interface Entry {
  readonly id: string;
  readonly title: string;
  readonly type: "docs" | "story";
}

const root = fileURLToPath(new URL("../..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "storybook-"));
let entries: readonly Entry[];
let site: Site;
let browser: TestBrowser;
let tab: Tab;

beforeAll(async () => {
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const [, build] = scripts["build-storybook"].split("&& storybook ");
  await promisify(execFile)(
    process.execPath,
    ["node_modules/storybook/dist/bin/dispatcher.js", ...build.split(" "), "--quiet", "-o", folder],
    // The test runner's own value would build React for development.
    { cwd: root, env: { ...process.env, NODE_ENV: "production" } },
  );
  entries = Object.values(JSON.parse(readFileSync(join(folder, "index.json"), "utf8")).entries);
  site = await serveFolder(folder);
  browser = await launchChromium();
  tab = await browser.open({ hue: 0, tone: 0 });
});

afterAll(async () => {
  await browser?.close();
  await site?.close();
});

const shown = () =>
  tab.evaluate(() => {
    const { lang, dir, dataset } = document.documentElement;
    return {
      heading: document.querySelector("#storybook-docs h1")?.textContent ?? null,
      lang,
      dir,
      theme: dataset.theme,
      background: getComputedStyle(document.querySelector(".sbdocs-wrapper") ?? document.body)
        .backgroundColor,
      failed: document.body.classList.contains("sb-show-errordisplay"),
    };
  });

test("the built Storybook opens on its introduction and sends requests to its own server only", async () => {
  await tab.goto(site.url);
  await eventually("the introduction is there", async () => {
    const heading = await tab.evaluate(
      () =>
        document.querySelector("iframe")?.contentDocument?.querySelector("#storybook-docs h1")?.textContent,
    );
    expect(heading).toBe("react-sora-e2ee");
  });
  const asked = await tab.evaluate(() =>
    performance.getEntriesByType("resource").map(({ name }) => new URL(name).origin),
  );
  expect(new Set(asked)).toEqual(new Set([new URL(site.url).origin]));
  expect(tab.problems).toEqual([]);
});

test("every component has a page, and every page works in the other theme, language and direction", async () => {
  const docs = entries.filter(({ type }) => type === "docs");
  const documented = new Set(docs.map(({ title }) => title));
  for (const { title } of entries) {
    const [component] = /^[^/]+(\/[^/]+)?/u.exec(title) ?? [];
    expect(documented, "documented components").toContain(component);
  }

  for (const { id, title } of docs) {
    await tab.goto(
      `${site.url}iframe.html?id=${id}&viewMode=docs&globals=theme:dark;locale:ja;direction:rtl`,
    );
    await eventually(`${title} is there`, async () => {
      const { background, heading, ...page } = await shown();
      expect(heading).not.toBeNull();
      expect(page, title).toMatchObject({ lang: "ja", dir: "rtl", theme: "dark", failed: false });
      expect(background, title).not.toBe("rgb(255, 255, 255)");
    });
  }
  expect(tab.problems).toEqual([]);
});

test("a story is shown in light and dark on one page in the side-by-side mode", async () => {
  const id = "encryption-encryptionbadge--every-status";
  await tab.goto(`${site.url}iframe.html?id=${id}&globals=theme:both`);
  await eventually("both are there", async () => {
    const boxes = await tab.evaluate(() =>
      [...document.querySelectorAll(".story")].map((story) => {
        const { left, top } = story.getBoundingClientRect();
        return { left, top, background: getComputedStyle(story).backgroundColor };
      }),
    );
    expect(boxes).toEqual([
      { left: 0, top: 0, background: "rgb(244, 246, 248)" },
      { left: 400, top: 0, background: "rgb(15, 19, 23)" },
    ]);
  });
  expect(tab.problems).toEqual([]);
});
