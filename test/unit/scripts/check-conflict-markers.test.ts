import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { conflictLines, findConflictMarkers } from "../../../scripts/check-conflict-markers.mjs";
import { root } from "../../../scripts/lib/install.mjs";

const [ours, base, middle, theirs] = ["<", "|", "=", ">"].map((sign) => sign.repeat(7));
const conflict = ["a", `${ours} HEAD`, "b", `${base} 1a2b3c4`, "c", middle, "d", `${theirs} 5d6e7f8`, "e"];

it("finds each line that a merge left behind", () => {
  expect(conflictLines(conflict.join("\n"))).toEqual([2, 4, 6, 8]);
  expect(conflictLines(conflict.join("\r\n"))).toEqual([2, 4, 6, 8]);
  expect(conflictLines(`a\n${theirs} 5d6e7f8\n`)).toEqual([2]);
});

it("accepts an underlined heading, a quotation and a longer line", () => {
  const after = [...conflict.slice(-2), "Heading", middle];
  expect(conflictLines(["Heading", middle, `> ${ours} HEAD`, `${ours}<`, `${middle}=`].join("\n"))).toEqual(
    [],
  );
  expect(conflictLines(after.join("\n"))).toEqual([1]);
});

it("looks into the text files that Git knows", () => {
  const folder = mkdtempSync(join(tmpdir(), "conflict-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const text = conflict.join("\n");
  for (const [file, content] of [
    ["page.md", text],
    ["picture.png", `\0${text}`],
    ["deleted.md", text],
  ] as const) {
    writeFileSync(join(folder, file), content);
  }
  execFileSync("git", ["init", "-q"], { cwd: folder });
  execFileSync("git", ["add", "."], { cwd: folder });
  rmSync(join(folder, "deleted.md"));
  writeFileSync(join(folder, "unknown.md"), text);
  expect(findConflictMarkers(folder)).toEqual([2, 4, 6, 8].map((line) => `page.md:${line}`));
});

it("finds none in this repository", () => {
  expect(findConflictMarkers(root)).toEqual([]);
});
