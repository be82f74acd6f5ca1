import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { npmCommand } from "../../scripts/lib/npm.mjs";
import { tarball } from "./support/apps.ts";

const limit = 600_000;
let folder: string;
let packed: ReturnType<typeof tarball>;

function run(command: string, args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  const { NODE_ENV: _, VITEST: __, ...env } = process.env;
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd: folder,
    encoding: "utf8",
    env: { ...env, CI: "true", ...environment },
  });
  return { status, said: `${stdout}${stderr}` };
}

/** The fixture app, with the exact versions of its package.json and the packed package. */
beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "testing-app-")));
  cpSync(fileURLToPath(new URL("testing-app", import.meta.url)), folder, { recursive: true });
  packed = tarball();
  const [command, before] = npmCommand();
  const install = [
    "install",
    packed.path,
    "--ignore-scripts",
    "--no-package-lock",
    "--no-audit",
    "--no-fund",
  ];
  const { status, said } = run(command, [...before, ...install]);
  expect(status, said).toBe(0);
}, limit);

afterAll(() => {
  packed?.remove();
  rmSync(folder, { recursive: true, force: true });
});

test.each([
  ["Vitest", ["node_modules/vitest/vitest.mjs", "run"], {}, 1],
  [
    "Jest with ES modules",
    ["node_modules/jest/bin/jest.js", "-c", "jest.esm.config.mjs"],
    { NODE_OPTIONS: "--experimental-vm-modules" },
    1,
  ],
  ["Jest with CommonJS", ["node_modules/jest/bin/jest.js", "-c", "jest.cjs.config.cjs"], {}, 7],
] as const)(
  "the tests of an app in docs/testing.md pass in %s",
  (_runner, args, environment, tests) => {
    const { status, said } = run(process.execPath, args, environment);
    expect(status, said).toBe(0);
    expect(said).toContain(`${tests} passed`);
  },
  limit,
);

test(
  "the tests of an app in docs/testing.md pass in Jest with CommonJS and sora-js-sdk 2025.2.0, whose file has another name",
  () => {
    const [command, before] = npmCommand();
    const sdk = [
      "install",
      "sora-js-sdk@2025.2.0",
      "--ignore-scripts",
      "--no-package-lock",
      "--no-audit",
      "--no-fund",
    ];
    const installed = run(command, [...before, ...sdk]);
    expect(installed.status, installed.said).toBe(0);
    const { status, said } = run(process.execPath, [
      "node_modules/jest/bin/jest.js",
      "-c",
      "jest.cjs.config.cjs",
    ]);
    expect(status, said).toBe(0);
    expect(said).toContain("7 passed");
  },
  limit,
);
