import { execFile } from "node:child_process";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildScripts } from "../../../scripts/lib/build-scripts.mjs";
import { buildTypes } from "../../../scripts/lib/build-types.mjs";

/** Inside the repository, so that the build's external packages are found. */
const out = fileURLToPath(new URL("../../../.cache/build-test", import.meta.url));
const read = (file: string) => readFileSync(join(out, file), "utf8");
const scripts = () => readdirSync(out).filter((file) => file.endsWith(".js"));

beforeAll(async () => {
  rmSync(out, { recursive: true, force: true });
  await Promise.all([buildScripts(out), buildTypes(join(out, "types"))]);
});

afterAll(() => rmSync(out, { recursive: true, force: true }));

test.each(["worker.js", "wasm-worker.js", "mls-worker.js", "mls-x-wing-worker.js"])(
  "%s is a single file without imports",
  (file) => {
    expect(read(file)).not.toMatch(/^\s*(import|export)\b.*\bfrom\b/m);
  },
);

test("only the worker for Sora's wasm contains the code that runs it", () => {
  const sources = (file: string): string[] => JSON.parse(read(`${file}.map`)).sources;
  const driving = (file: string) => sources(file).filter((source) => source.includes("/agreement/wasm/"));
  expect(driving("wasm-worker.js")).not.toEqual([]);
  expect(driving("worker.js")).toEqual([]);
});

test("only the workers for MLS contain the MLS library, and only one of them contains X-Wing", () => {
  const files = ["worker.js", "wasm-worker.js", "mls-worker.js", "mls-x-wing-worker.js"];
  const holding = (part: string) =>
    files.filter((file) =>
      (JSON.parse(read(`${file}.map`)).sources as string[]).some((source) => source.includes(part)),
    );
  expect(holding("/ts-mls/")).toEqual(["mls-worker.js", "mls-x-wing-worker.js"]);
  expect(holding("/hybridkem-x-wing/")).toEqual(["mls-x-wing-worker.js"]);
  // Its check of trees is repaired.
  expect(files.filter((file) => read(file).includes("unmergedLeaves.includes(unmergedLeaf)"))).toEqual(
    holding("/ts-mls/"),
  );
});

test("the page's code refers to the worker files next to it, and to no source file", () => {
  const all = scripts().map(read).join("\n");
  expect(all).toContain('new URL("./worker.js", import.meta.url)');
  expect(all).toContain('new URL("./wasm-worker.js", import.meta.url)');
  expect(all).not.toContain('.ts", import.meta.url');
});

test("every executable file has a source map", () => {
  const mapped = scripts().filter((file) => readdirSync(out).includes(`${file}.map`));
  // Entries that only re-export chunks have no code to map.
  const plain = scripts().filter((file) => !mapped.includes(file));
  expect(plain.filter((file) => /^(?!import|export|\s*$)/m.test(read(file)))).toEqual([]);
});

test("declarations refer to built files, not to sources", () => {
  const declarations = readdirSync(join(out, "types"), { recursive: true, encoding: "utf8" });
  const naming = declarations.filter(
    (file) => file.endsWith(".d.ts") && /from "\.[^"]*\.tsx?"/.test(read(`types/${file}`)),
  );
  expect(declarations).toContain("index.d.ts");
  expect(naming).toEqual([]);
});

test("the e2ee entry runs in plain Node", async () => {
  const url = JSON.stringify(pathToFileURL(join(out, "e2ee.js")).href);
  const code = `const { createKeyAgreement } = await import(${url});
    const { preKeyBundle } = await createKeyAgreement().init();
    console.log(Object.keys(preKeyBundle).sort().join());`;
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", code]);
  expect(stdout.trim()).toBe("identityKey,preKeySignature,signedPreKey");
});
