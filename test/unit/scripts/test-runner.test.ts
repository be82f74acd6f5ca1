import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { root } from "../../../scripts/lib/install.mjs";
import { type Failure, readFailures, reportFailures } from "../../../scripts/lib/test-report.mjs";
import { chooseSteps, steps, usage } from "../../../scripts/lib/test-steps.mjs";
import { eventually } from "../../support/wait.ts";

const refuse = (sentence: string): never => {
  throw new Error(sentence);
};
const failure = (test: string): Failure => ({
  project: "unit",
  file: "test/unit/a.test.ts",
  test,
  message: `expected 1 to be 2\n\n- 2\n+ 1`,
});

describe("npm test", () => {
  test("lists every step for --help and -h", async () => {
    for (const name of Object.keys(steps)) expect(usage()).toMatch(new RegExp(`^  ${name} +\\S`, "m"));
    const script = join(root, "scripts/test.mjs");
    const { stdout } = await promisify(execFile)(process.execPath, [script, "unit", "--help"]);
    expect(stdout).toBe(usage());
    expect(chooseSteps(["-h"], refuse)).toBeNull();
  });

  test("runs all steps by default, and named ones in their own order", () => {
    expect(chooseSteps([], refuse)).toEqual(Object.keys(steps));
    expect(chooseSteps(["unit", "lint", "unit"], refuse)).toEqual(["lint", "unit"]);
  });

  test.each([["unti"], ["--watch"], ["toString"]])("refuses %s and names the steps", (argument) => {
    expect(() => chooseSteps(["unit", argument], refuse)).toThrow(
      `Unknown step: ${argument}. The steps are: lint, `,
    );
  });
});

describe("the report at the end of a failed run", () => {
  test("names each failed test and the first reason", () => {
    const step = { name: "unit", failures: [failure("adds"), failure("subtracts")], lines: ["noise"] };
    expect(reportFailures([step])).toEqual([
      "What failed in unit:",
      "  unit test/unit/a.test.ts > adds",
      "    expected 1 to be 2 - 2 + 1",
      "  unit test/unit/a.test.ts > subtracts",
      "    expected 1 to be 2 - 2 + 1",
    ]);
  });

  test("shows the state that a failed test saw", () => {
    const seen = ["Ann in chromium: no dialog", "Ben in firefox: connected"];
    const step = { name: "e2e", failures: [{ ...failure("meets"), seen }], lines: [] };
    expect(reportFailures([step]).slice(3)).toEqual([
      "      Ann in chromium: no dialog",
      "      Ben in firefox: connected",
    ]);
  });

  test("shows the last lines of a step that is not a test run", () => {
    const lines = ["\u001b[31ma.ts(1,1): error TS1005\u001b[39m"];
    expect(reportFailures([{ name: "types", failures: [], lines }])).toEqual([
      "What failed in types:",
      "  a.ts(1,1): error TS1005",
    ]);
  });

  test("keeps the times of all steps within 40 lines after any number of failures", () => {
    const all = Object.keys(steps);
    const failures = Array.from({ length: 100 }, (_, i) => failure(`${i} ${"long ".repeat(100)}`));
    for (const count of [1, 2, all.length]) {
      const failed = all.slice(0, count).map((name) => ({ name, failures, lines: [] }));
      const report = reportFailures(failed);
      // An empty line, a line for each step, and the last sentence follow.
      expect(report.length + all.length + 2).toBeLessThanOrEqual(40);
      expect(report).toContain(`  … and more: npm test -- ${all[0]}`);
      expect(Math.max(...report.map(({ length }) => length))).toBeLessThan(170);
    }
  });
});

describe("the program of a step", () => {
  let folder: string;
  let running: ChildProcess | undefined;
  beforeEach(() => {
    folder = mkdtempSync(join(root, "node_modules/.runner-test-"));
  });
  afterEach(() => {
    running?.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  });

  const write = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const runner = (tool: string) =>
    write(
      "runner.mjs",
      `import { runTool } from ${JSON.stringify(pathToFileURL(join(root, "scripts/lib/run.mjs")).href)};
       const result = await runTool(${JSON.stringify(tool.slice(root.length))}, [], { GIVEN: "yes" });
       process.stdout.write("RESULT " + JSON.stringify(result));`,
    );

  test("has its output shown at once, and its last lines kept", async () => {
    const tool = write(
      "tool.mjs",
      `for (let i = 0; i < 50; i++) console.log("line", i, process.env.GIVEN); process.exitCode = 3;`,
    );
    const { stdout } = await promisify(execFile)(process.execPath, [runner(tool)]);
    const [shown, result] = stdout.split("RESULT ");
    expect(shown?.trim().split("\n")).toHaveLength(50);
    const { passed, lines } = JSON.parse(result ?? "") as { passed: boolean; lines: string[] };
    expect(passed).toBe(false);
    expect(lines.at(-1)).toBe("line 49 yes");
    expect(lines.length).toBeLessThan(20);
  });

  test.each(["SIGTERM", "SIGINT", "SIGHUP"] as const)(
    "is ended on %s together with its child processes",
    async (signal) => {
      const pids = join(folder, "pids");
      const sleeper = write("sleeper.mjs", `process.on("SIGINT", () => {}); setInterval(() => {}, 1000);`);
      const tool = write(
        "tool.mjs",
        `import { spawn } from "node:child_process";
       import { writeFileSync } from "node:fs";
       const { pid } = spawn(process.execPath, [${JSON.stringify(sleeper)}], { stdio: "ignore" });
       writeFileSync(${JSON.stringify(pids)}, JSON.stringify([process.pid, pid]));
       setInterval(() => {}, 1000);`,
      );
      running = spawn(process.execPath, [runner(tool)], { stdio: "ignore" });
      const started = await eventually(
        "the tool has started its own child",
        () => JSON.parse(readFileSync(pids, "utf8")) as number[],
      );
      running.kill(signal);
      await once(running, "exit");
      await eventually("none of them runs", () => expect(started.filter(runs)).toEqual([]));
    },
  );
});

/** A process that has ended and waits for its parent does not run. */
function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  return process.platform !== "linux" || !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
}

test("recorded failures of a run are read line by line", () => {
  const text = `${JSON.stringify(failure("adds"))}\n${JSON.stringify(failure("subtracts"))}\n`;
  expect(readFailures(text)).toEqual([failure("adds"), failure("subtracts")]);
  expect(readFailures("")).toEqual([]);
});
