// @ts-check
/** @typedef {{ what: string, tool: [script: string, args: string[]], browsers?: import("./browsers.mjs").BrowserKind[] }} Step */

/**
 * @param {string[]} projects
 * @returns {[script: string, args: string[]]}
 */
const vitest = (...projects) => [
  "node_modules/vitest/vitest.mjs",
  ["run", ...projects.flatMap((project) => ["--project", project])],
];

/**
 * Short steps come first, so that simple errors are found before the browsers start.
 * @type {Readonly<Record<string, Step>>}
 */
export const steps = {
  lint: { what: "format and lint, with Biome", tool: ["node_modules/@biomejs/biome/bin/biome", ["check"]] },
  types: { what: "types, with TypeScript", tool: ["node_modules/typescript/bin/tsc", []] },
  docs: {
    what: "the API reference, with TypeDoc",
    tool: ["node_modules/typedoc/bin/typedoc", ["--emit", "none"]],
  },
  imports: { what: "who may import what", tool: ["scripts/check-imports.mjs", []] },
  unused: {
    what: "unused files, exports and dependencies, with Knip",
    tool: ["node_modules/knip/bin/knip.js", []],
  },
  api: {
    what: "the public API against its report, with API Extractor",
    tool: ["scripts/api.mjs", ["--check"]],
  },
  unit: { what: "tests in Node", tool: vitest("unit") },
  components: {
    what: "hooks and components in jsdom, with React 19",
    tool: vitest("components", "components-strict"),
  },
  "components-react18": {
    what: "the same with React 18",
    tool: vitest("components-react18", "components-react18-strict"),
  },
  package: {
    what: "the packed package: contents, sizes, and apps that install it",
    tool: ["scripts/check-package.mjs", []],
    browsers: ["chromium", "firefox"],
  },
  stories: { what: "every story in Chromium, with axe", tool: vitest("stories"), browsers: ["chromium"] },
  e2e: {
    what: "calls in Chromium and Firefox through the dev server",
    tool: vitest("e2e", "e2e-alone"),
    browsers: ["chromium", "firefox"],
  },
};

export function usage() {
  const width = Math.max(...Object.keys(steps).map((name) => name.length)) + 2;
  return [
    "npm test -- [steps]",
    "",
    "Runs these steps, or only those that are named, in this order:",
    "",
    ...Object.entries(steps).map(([name, { what }]) => `  ${name.padEnd(width)}${what}`),
    "",
    "  --help, -h  this text",
    "",
    "Browsers are found in PATH, or named by CHROMIUM_PATH and FIREFOX_PATH.",
    "",
  ].join("\n");
}

/**
 * The requested steps. Null when help was requested.
 * @param {readonly string[]} args
 * @param {(sentence: string) => void} refuse
 */
export function chooseSteps(args, refuse) {
  if (args.some((arg) => arg === "--help" || arg === "-h")) return null;
  const unknown = args.filter((name) => !Object.hasOwn(steps, name));
  if (unknown.length > 0) {
    refuse(
      `Unknown step: ${unknown.join(", ")}. The steps are: ${Object.keys(steps).join(", ")}; without any, all run.`,
    );
  }
  return Object.keys(steps).filter((name) => args.length === 0 || args.includes(name));
}
