import { ensureInstalled } from "./lib/install.mjs";
import { runTool } from "./lib/run.mjs";
import { fail } from "./lib/say.mjs";

const tests = { mls: "test/unit/e2ee/mls/simulation.test.ts" };
const [what = "", runs = "10000", seed = "1"] = process.argv.slice(2);
const file = tests[what];
if (!file || !/^[1-9]\d*$/u.test(runs) || !/^[1-9]\d*$/u.test(seed)) {
  fail(
    `Give the simulation, the number of runs and the first seed: npm run simulate -- ${Object.keys(tests).join("|")} 10000 1`,
  );
}
ensureInstalled();
const { passed } = await runTool("node_modules/vitest/vitest.mjs", ["run", "--project", "unit", file], {
  SIMULATION_RUNS: runs,
  SIMULATION_SEED: seed,
});
process.exit(passed ? 0 : 1);
