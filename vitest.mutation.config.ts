import { defineConfig } from "vitest/config";
import { aliases } from "./scripts/lib/aliases.mjs";
import { mlsTreeRules } from "./scripts/lib/mls-tree-rules.mjs";

/** The unit tests that judge a changed source (docs/mutation-testing.md): fast ones, about the folders that are changed. */
export default defineConfig({
  resolve: { alias: aliases },
  plugins: [mlsTreeRules],
  test: {
    environment: "node",
    // Plugins see only packages that are inlined.
    server: { deps: { inline: [/\/ts-mls\//] } },
    include: ["test/unit/{call,e2ee,media,protocol,sora,store,wasm,worker}/**/*.test.ts"],
    // The simulations take ten to twenty seconds: a fault should fail a test that says what is wrong.
    // The test of the SDK's versions compiles the real sources, which are not there where the tests run.
    exclude: [
      "test/unit/e2ee/simulation/**",
      "test/unit/e2ee/mls/simulation/**",
      "test/unit/sora/sdk-versions.test.ts",
    ],
    // Short limits: for most changes, a test that waits in vain is how they are noticed.
    testTimeout: 20_000,
  },
});
