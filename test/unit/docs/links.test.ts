import { posix } from "node:path";
import { describe, expect, it } from "vitest";
import { anchors } from "./support/anchors.ts";
import { exists, type Page, pages, readPage } from "./support/pages.ts";

interface Link {
  readonly target: string;
  readonly line: number;
}

function linksOf({ prose }: Page): Link[] {
  return [...prose.matchAll(/\]\(([^)\s]+)\)/gu)].map(({ 1: target = "", index }) => ({
    target,
    line: prose.slice(0, index).split("\n").length,
  }));
}

/** The problem with a link of this page, or null. */
function problem(page: Page, target: string): string | null {
  if (/^(https|mailto):/u.test(target)) return null;
  const [file = "", anchor] = target.split("#");
  const path = file === "" ? page.path : posix.join(posix.dirname(page.path), file);
  if (!exists(path)) return `${target}: there is no ${path}`;
  if (anchor === undefined) return null;
  return anchors(readPage(path).prose).has(anchor)
    ? null
    : `${target}: no heading of ${path} has this anchor`;
}

describe("links between pages", () => {
  it.each(pages.map((page) => ({ page, path: page.path })))(
    "lead to existing targets in $path",
    ({ page }) => {
      const broken = linksOf(page).flatMap(({ target, line }) => {
        const wrong = problem(page, target);
        return wrong === null ? [] : [`${page.path}:${line}: ${wrong}`];
      });
      expect(broken).toEqual([]);
    },
  );

  it("are reported when they are broken", () => {
    const page = readPage("docs/hooks.md");
    expect(problem(page, "relays.md#what-differs")).toBeNull();
    expect(problem(page, "nowhere.md")).toContain("there is no docs/nowhere.md");
    expect(problem(page, "relays.md#what-is-the-same")).toContain("no heading");
    expect(linksOf({ ...page, prose: "a\n[b](c.md)" })).toEqual([{ target: "c.md", line: 2 }]);
  });

  it("lead to every page of docs/ from its index", () => {
    const index = pages.find(({ path }) => path === "docs/README.md");
    const linked = new Set(
      index ? linksOf(index).map(({ target }) => posix.join("docs", target.split("#")[0] ?? "")) : [],
    );
    const lost = pages.map(({ path }) => path).filter((path) => /^docs\/[^/]+\.md$/u.test(path));
    expect(lost.filter((path) => path !== "docs/README.md" && !linked.has(path))).toEqual([]);
  });
});
