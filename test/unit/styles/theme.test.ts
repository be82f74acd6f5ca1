import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { colorNames, contrast, type Theme, variables } from "./theme.ts";

const surfaces = ["sora-page", "sora-surface"];
const text = 4.5;
const shape = 3;

/** Pairs of drawing and background, and their required contrast (WCAG 2.2, 1.4.3 and 1.4.11). */
const pairs: readonly (readonly [drawn: string, ground: string, least: number])[] = [
  ...[...surfaces, "sora-off", "sora-tile", "sora-danger-surface"].map(
    (ground) => ["sora-text", ground, text] as const,
  ),
  ...[...surfaces, "sora-danger-surface"].flatMap((ground) => [
    ["sora-text-quiet", ground, text] as const,
    ["sora-danger", ground, text] as const,
    ["sora-focus", ground, shape] as const,
  ]),
  ...[...surfaces, "sora-off"].map((ground) => ["sora-accent", ground, shape] as const),
  ["sora-on-accent", "sora-accent", text],
  ["sora-on-leave", "sora-leave", text],
  ["sora-on-muted", "sora-muted", text],
  ["sora-accent", "sora-soft", shape],
  ...surfaces.map((ground) => ["sora-edge", ground, shape] as const),
  ...surfaces.map((ground) => ["sora-leave", ground, shape] as const),
];

const onPictures = ["sora-over-text", "sora-good", "sora-warn", "sora-bad"];

/** Lines between rows are decoration and need no contrast. */
const decoration = ["sora-line"];

function textsIn(folder: string): string[] {
  const url = new URL(`../../../src/${folder}/`, import.meta.url);
  return readdirSync(url, { recursive: true, encoding: "utf8" })
    .filter((path) => /\.\w+$/u.test(path))
    .map((path) => readFileSync(new URL(path, url), "utf8"));
}

function namesIn(texts: readonly string[], pattern: RegExp): string[] {
  return texts.flatMap((text) => [...text.matchAll(pattern)].map(([, name = ""]) => name));
}

describe.each<Theme>(["light", "dark"])("the %s theme", (theme) => {
  it.each(pairs)("has enough contrast between --%s and --%s", (drawn, ground, least) => {
    expect(contrast(theme, drawn, ground)).toBeGreaterThanOrEqual(least);
  });

  it.each(onPictures)("keeps --%s readable on any video", (drawn) => {
    for (const picture of [0, 128, 255]) {
      const behind = [picture, picture, picture] as const;
      expect(contrast(theme, drawn, "sora-over", behind)).toBeGreaterThanOrEqual(text);
    }
  });
});

describe("the theme", () => {
  it("has no color without a contrast check", () => {
    const known = new Set<unknown>([...pairs.flat(), ...onPictures, ...decoration]);
    expect(colorNames.filter((name) => !known.has(name) && name !== "sora-over")).toEqual([]);
  });

  it("defines every variable that the styles use, except for those that a component or a style sets", () => {
    const sources = [...textsIn("styles"), ...textsIn("components")];
    const set = new Set(namesIn(sources, /--(sora-[a-z-]+)"?[:,]/gu));
    expect(namesIn(textsIn("styles"), /var\(--(sora-[a-z-]+)/gu).filter((name) => !set.has(name))).toEqual(
      [],
    );
  });

  it("is documented, with each variable in the table of docs/theming.md", () => {
    const docs = readFileSync(new URL("../../../docs/theming.md", import.meta.url), "utf8");
    const described = [...docs.matchAll(/^\| `--(sora-[a-z-]+)` \|/gmu)].map(([, name]) => name);
    expect(described.sort()).toEqual([...variables.keys()].sort());
  });
});
