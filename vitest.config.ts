import { fileURLToPath } from "node:url";
import { storybookTest } from "@storybook/addon-vitest/vitest-plugin";
import reactPlugin from "@vitejs/plugin-react";
import { playwright } from "@vitest/browser-playwright";
import { defineConfig, type TestProjectConfiguration, type TestUserConfig } from "vitest/config";
import { aliases } from "./scripts/lib/aliases.mjs";
import { findBrowser } from "./scripts/lib/browsers.mjs";
import { mlsTreeRules } from "./scripts/lib/mls-tree-rules.mjs";
import { browserTestLimit, testLimit, waitLimit } from "./test/support/limits.ts";

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));
const resolve = { alias: aliases };

/** A test must not fail because the machine is busy: see `test/support/limits.ts`. */
const limits = {
  testTimeout: testLimit,
  hookTimeout: testLimit,
  expect: { poll: { timeout: waitLimit } },
};
const browserLimits = { ...limits, testTimeout: browserTestLimit, hookTimeout: browserTestLimit };

/** By default one core would be kept free for a person at the keyboard. */
const maxWorkers = "100%";

/** Projects of one run follow each other in this order; those of the components are four. */
const groups = { unit: 1, components: 2, e2e: 6 } as const;

const unit: TestProjectConfiguration = {
  resolve,
  plugins: [mlsTreeRules],
  test: {
    // Plugins see only packages that are inlined.
    server: { deps: { inline: [/\/ts-mls\//] } },
    name: "unit",
    environment: "node",
    include: ["test/unit/**/*.test.ts"],
    setupFiles: ["test/support/setup.ts"],
    ...limits,
    maxWorkers,
    sequence: { groupOrder: groups.unit },
  },
};

/** Uses React 18 in place of the current React, for our modules and for packages that import React. */
const react18 = {
  alias: [
    ...aliases,
    { find: /^(react|react-dom)(?=$|\/)/, replacement: path("test/react-18/node_modules/$1") },
    // An import by `require` cannot be replaced, so this must be the ES module.
    {
      find: /^@testing-library\/react$/,
      replacement: path("node_modules/@testing-library/react/dist/@testing-library/react.esm.js"),
    },
  ],
  inline: [/\/@testing-library\/react\//, /\/zustand\//],
};

function components(react: "18" | "19", strictMode: boolean): TestProjectConfiguration {
  const is18 = react === "18";
  return {
    resolve: is18 ? { alias: react18.alias } : resolve,
    plugins: [reactPlugin()],
    test: {
      name: `components${is18 ? "-react18" : ""}${strictMode ? "-strict" : ""}`,
      environment: "jsdom",
      // A separate jsdom and React for each file would take more time than all tests, so each file cleans up
      // after itself.
      isolate: false,
      ...limits,
      maxWorkers,
      // One project after the other: a worker cannot be kept from a file of one project to a file of the next.
      sequence: { groupOrder: groups.components + (is18 ? 2 : 0) + (strictMode ? 1 : 0) },
      include: ["test/components/**/*.test.{ts,tsx}"],
      setupFiles: ["test/support/setup.ts", "test/components/setup.ts"],
      env: { TEST_REACT: react, TEST_STRICT_MODE: String(strictMode) },
      ...(is18 ? { server: { deps: { inline: react18.inline } } } : {}),
    },
  };
}

/** Recording in software takes two cores by itself. Beside another call, the browsers fall behind by minutes. */
const alone = ["test/e2e/sealed-recording.test.ts"];

/**
 * Real browsers and media on few cores: two files at a time, because a call waits most of the time. The limits
 * are long, and tests are not retried, because a retry would hide a race.
 */
const endToEnd: TestProjectConfiguration = {
  resolve,
  test: {
    name: "e2e",
    environment: "node",
    include: ["test/e2e/**/*.test.ts"],
    exclude: alone,
    globalSetup: ["test/e2e/support/global-setup.ts"],
    maxWorkers: 2,
    isolate: false,
    sequence: { groupOrder: groups.e2e },
    retry: 0,
    ...browserLimits,
  },
};

/** After the others. */
const endToEndAlone: TestProjectConfiguration = {
  resolve,
  test: {
    ...endToEnd.test,
    name: "e2e-alone",
    include: alone,
    exclude: [],
    sequence: { groupOrder: groups.e2e + 1 },
  },
};

/** Writes `docs/browsers.json`: see `npm run browsers`. */
const browserTable: TestProjectConfiguration = {
  resolve,
  test: {
    ...endToEnd.test,
    name: "browsers",
    include: ["test/browsers/**/*.test.ts"],
    fileParallelism: false,
  },
};

/** The packed package, installed into apps and bundled there. */
const packaged: TestProjectConfiguration = {
  resolve,
  test: {
    ...endToEnd.test,
    name: "package",
    include: ["test/package/**/*.test.ts"],
    globalSetup: [],
  },
};

const wasm: TestProjectConfiguration = {
  resolve,
  test: { name: "wasm", environment: "node", include: ["test/wasm/**/*.test.ts"], ...limits },
};

declare module "vitest" {
  interface ProvidedContext {
    readonly "storybook/test-initial-globals": Readonly<Record<string, string>>;
  }
}

/**
 * Every story runs in both themes and both languages; two passes are enough, because contrast and language do
 * not depend on each other.
 */
function surroundedBy(name: string, initialGlobals: Readonly<Record<string, string>>) {
  return {
    browser: "chromium" as const,
    name: `stories (${name})`,
    // The globals that `storybookTest({ initialGlobals })` would set for all instances.
    provide: { "storybook/test-initial-globals": initialGlobals },
  };
}

/**
 * Created only when needed, because its plugin reads the whole Storybook configuration, and the other projects
 * must not wait for that.
 */
async function stories(): Promise<TestProjectConfiguration> {
  const executablePath = findBrowser("chromium");
  return {
    plugins: [...(await storybookTest({ configDir: path(".storybook") }))],
    test: {
      name: "stories",
      ...browserLimits,
      browser: {
        enabled: true,
        headless: true,
        // Storybook itself shows one story after the other in one page; a page for each file costs a second each.
        isolate: false,
        screenshotFailures: false,
        provider: playwright({
          launchOptions: {
            ...(executablePath === null ? {} : { executablePath }),
            args: ["--no-sandbox", "--autoplay-policy=no-user-gesture-required"],
          },
        }),
        instances: [
          surroundedBy("light, English", { theme: "light", locale: "en" }),
          surroundedBy("dark, Japanese", { theme: "dark", locale: "ja" }),
        ],
      },
    },
  };
}

/** A passing file is one line; what tests print is shown when they fail. */
const output = {
  slowTestThreshold: Number.POSITIVE_INFINITY,
  silent: "passed-only",
  // `npm test` repeats all failures at its end.
  reporters: ["default", ...(process.env.TEST_FAILURES ? ["./scripts/lib/failure-reporter.mjs"] : [])],
} satisfies TestUserConfig;

export default defineConfig(async () => {
  const asked = process.argv.flatMap((arg, i) =>
    arg === "--project" ? [process.argv[i + 1]] : arg.startsWith("--project=") ? [arg.slice(10)] : [],
  );
  const wantsStories = asked.length === 0 || asked.includes("stories") || process.env.VITEST_STORYBOOK;
  const projects = [
    unit,
    components("19", false),
    components("19", true),
    components("18", false),
    components("18", true),
    endToEnd,
    endToEndAlone,
    packaged,
    browserTable,
    wasm,
    ...(wantsStories ? [await stories()] : []),
  ];
  return { test: { projects, ...output } };
});
