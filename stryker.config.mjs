/** @type {import("@stryker-mutator/api/core").PartialStrykerOptions} */
export default {
  // `npm run mutation -- <files or folders>` takes the place of this list.
  mutate: [
    "src/e2ee/**/*.ts",
    "src/protocol/**/*.ts",
    "src/store/**/*.ts",
    "src/call/presence.ts",
    "src/call/protection-check.ts",
    "!src/**/index.ts",
  ],
  plugins: ["@stryker-mutator/vitest-runner", "./scripts/lib/mutation-ignorer.mjs"],
  ignorers: ["sentences"],
  testRunner: "vitest",
  // Without `related`: finding the related tests again for each mutant takes longer than running those that cover it.
  vitest: { configFile: "vitest.mutation.config.ts", related: false },
  coverageAnalysis: "perTest",
  // What runs only while a module is loaded would need a run of all its tests for each change.
  ignoreStatic: true,
  concurrency: 2,
  timeoutMS: 20_000,
  dryRunTimeoutMinutes: 30,
  incremental: true,
  incrementalFile: ".cache/mutation/incremental.json",
  tempDirName: ".cache/mutation/sandbox",
  // The tests do not read these. `.cache` and `node_modules` of the repository itself are left out as well.
  ignorePatterns: [
    "dist",
    "storybook-static",
    "recordings",
    "test-results",
    "stories",
    "demo",
    "test/e2e",
    "test/package",
  ],
  reporters: ["clear-text", "html", "json"],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  htmlReporter: { fileName: ".cache/mutation/report.html" },
  jsonReporter: { fileName: ".cache/mutation/report.json" },
  thresholds: { high: 95, low: 90, break: null },
  // Types are stripped, not checked: a change that does not compile is one more that tests should notice.
  disableTypeChecks: false,
};
