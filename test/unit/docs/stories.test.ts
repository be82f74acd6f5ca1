import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { root } from "./support/pages.ts";

const folder = `${root}stories/docs/`;
const pages = readdirSync(folder)
  .filter((file) => file.endsWith(".mdx"))
  .map((file) => ({ file, text: readFileSync(`${folder}${file}`, "utf8") }))
  .filter(({ text }) => text.includes("<ComponentPage"));

const notes = [
  ["**Use it**", "**使う場面**"],
  ["**Accessibility.**", "**アクセシビリティ**"],
  ["**Keyboard.**", "**キーボード**"],
] as const;

it.each(pages)(
  "stories/docs/$file says when to use the component, and how it works with keyboard and screen reader",
  ({ text }) => {
    for (const [english, japanese] of notes) {
      expect(text).toContain(english);
      expect(text).toContain(japanese);
    }
  },
);
