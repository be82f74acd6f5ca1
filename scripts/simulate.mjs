import { ensureInstalled } from "./lib/install.mjs";
import { runTool } from "./lib/run.mjs";
import { fail } from "./lib/say.mjs";

const folder = "test/unit/e2ee/mls/simulation";
/** Files with a share of the runs each. */
const tests = {
  mls: ["first", "second", "third", "fourth"].map((name) => `${folder}/${name}-quarter.test.ts`),
};
const [what = "", runs = "10000", seed = "1"] = process.argv.slice(2);
const files = tests[what];
if (!files || !/^[1-9]\d*$/u.test(runs) || !/^[1-9]\d*$/u.test(seed)) {
  fail(
    `Give the simulation, the number of runs and the first seed: npm run simulate -- ${Object.keys(tests).join("|")} 10000 1`,
  );
}
ensureInstalled();
// A file without a run would be a test of nothing.
const used = files.slice(0, Number(runs));
const { passed } = await runTool("node_modules/vitest/vitest.mjs", ["run", "--project", "unit", ...used], {
  SIMULATION_RUNS: runs,
  SIMULATION_SEED: seed,
});
process.exit(passed ? 0 : 1);
