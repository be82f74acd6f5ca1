import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { anchors } from "./support/anchors.ts";
import { readPage, root } from "./support/pages.ts";

const list = ["ls-files", "-co", "--exclude-standard", "*.ts", "*.tsx", "*.mjs"];
const files = execFileSync("git", list, { cwd: root, encoding: "utf8" }).split("\n").filter(Boolean);

/** The places of a text that cite an anchor of docs/protocol.md. */
function citations(text: string): string[] {
  return [...text.matchAll(/docs\/protocol\.md#([\w-]*)/gu)].map(([, anchor = ""]) => anchor);
}

describe("the protocol page", () => {
  const known = anchors(readPage("docs/protocol.md").prose);

  it("has every section that the code cites", () => {
    const cited = files.flatMap((file) =>
      citations(readFileSync(`${root}${file}`, "utf8")).map((anchor) => ({ file, anchor })),
    );
    expect(cited.length).toBeGreaterThan(40);
    expect(cited.filter(({ anchor }) => !known.has(anchor))).toEqual([]);
  });

  it("is reported when a cited section is missing", () => {
    const [anchor = ""] = citations(`see docs/protocol.md${"#"}6-frame.`);
    expect(known.has("6-frames")).toBe(true);
    expect(known.has(anchor)).toBe(false);
  });
});
