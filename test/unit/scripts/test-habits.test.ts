import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "../../../scripts/lib/install.mjs";

/** Tests pass on a busy machine: they set no limits of their own and measure no times. */

const files = ["test", "stories"].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => /\.tsx?$/.test(file) && !file.includes("node_modules"))
    .map((file) => join(folder, file)),
);
const read = (file: string) => readFileSync(join(root, file), "utf8");

test("no test sets its own limit in milliseconds", () => {
  // A limit of a wait, or the last argument of a test or a hook.
  const limit = /\b(?:timeout|within|asyncUtilTimeout): ?\d|^\}, ?\d[\d_]*\);/m;
  expect(files.filter((file) => limit.test(read(file)))).toEqual([]);
});

test("a test reads the time only with a fake clock", () => {
  const readsTime = /\b(?:performance|Date)\.now\(/;
  const tests = files.filter((file) => /\.test\.tsx?$/.test(file) && !file.includes("test-habits"));
  const wrong = tests.filter((file) => readsTime.test(read(file)) && !read(file).includes("useFakeTimers"));
  expect(wrong).toEqual([]);
});
