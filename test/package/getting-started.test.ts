import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { root } from "../../scripts/lib/install.mjs";
import { everyoneEncrypted } from "../e2e/support/expectations.ts";
import { connections, expectEverythingSealed } from "../e2e/support/stats.ts";
import { eventually } from "../e2e/support/wait.ts";
import { callSetting, tarball } from "./support/apps.ts";

/** Follows docs/getting-started.md: its own commands and files, with the packed package in the place of the published one. */

const { visit, openServer } = callSetting();
const page = readFileSync(join(root, "docs/getting-started.md"), "utf8");
const printedUrl = "ws://127.0.0.1:5180/signaling";
const limit = 1_800_000;

type Step =
  | { readonly kind: "command"; readonly line: string }
  | { readonly kind: "file"; readonly path: string; readonly text: string };

/** The steps of a chapter in order. */
function stepsOf(heading: string): Step[] {
  const chapter = page.split(`\n## ${heading}\n`)[1]?.split("\n## ")[0] ?? "";
  const blocks = chapter.matchAll(/(?:Replace `([^`]+)`:\n\n)?```(\w+)\n([\s\S]*?)```/gu);
  return [...blocks].flatMap(([, path, language, text = ""]): Step[] => {
    if (path !== undefined) return [{ kind: "file", path, text }];
    if (language !== "sh") throw new Error(`A block in ${language} has no file name.`);
    return text
      .trim()
      .split("\n")
      .map((line) => ({ kind: "command", line }));
  });
}

let folder: string | undefined;
let running: ChildProcess | undefined;
let packed: ReturnType<typeof tarball> | undefined;

afterEach(async () => {
  if (running?.pid !== undefined && running.exitCode === null) {
    const ended = once(running, "exit");
    process.kill(-running.pid, "SIGKILL");
    await ended;
  }
  packed?.remove();
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  folder = packed = running = undefined;
});

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  return typeof address === "object" && address ? address.port : 0;
}

const { NODE_ENV: _, VITEST: __, ...ownEnvironment } = process.env;

/** Does the steps. The last command serves the app, here with `flags`. */
async function follow(steps: readonly Step[], signalingUrl: string, flags: (port: number) => string) {
  let cwd = realpathSync(mkdtempSync(join(tmpdir(), "getting-started-")));
  folder = cwd;
  packed = tarball();
  const env = { ...ownEnvironment, NEXT_TELEMETRY_DISABLED: "1" };
  for (const step of steps.slice(0, -1)) {
    if (step.kind === "file") {
      writeFileSync(join(cwd, step.path), step.text.replaceAll(printedUrl, signalingUrl));
      continue;
    }
    const [program, argument = ""] = step.line.split(" ");
    if (program === "cd") {
      cwd = join(cwd, argument);
      // Browsers ask each site for one. A page without it has an error on its console.
      mkdirSync(join(cwd, "public"), { recursive: true });
      writeFileSync(join(cwd, "public/favicon.ico"), "");
      continue;
    }
    const line = step.line.replace(/(npm install) react-sora-e2ee/u, `$1 ${packed.path}`);
    const { status, stdout, stderr } = spawnSync(line, { cwd, env, shell: true, encoding: "utf8" });
    expect(status, `${line}\n${stdout}${stderr}`).toBe(0);
  }
  const last = steps.at(-1);
  if (last?.kind !== "command") throw new Error("The last step is no command.");
  const port = await freePort();
  running = spawn(`${last.line} -- ${flags(port)}`, { cwd, env, shell: true, detached: true });
  const url = `http://127.0.0.1:${port}/`;
  await eventually("the app is served", async () => expect((await fetch(url)).status).toBe(200));
  return url;
}

test.each([
  ["With Vite", (port: number) => `--host 127.0.0.1 --port ${port} --strictPort`],
  ["With Next.js", (port: number) => `-H 127.0.0.1 -p ${port}`],
])(
  "a reader of the chapter %s holds an encrypted call in two tabs",
  async (heading, flags) => {
    const server = await openServer();
    const url = await follow(stepsOf(heading), server.signalingUrl, flags);

    const tabs = [await visit({ url }, { tab: randomUUID() }), await visit({ url }, { tab: randomUUID() })];
    for (const tab of tabs) await tab.click('.sora-lobby button[type="submit"]');

    await everyoneEncrypted(tabs.map((tab, i) => ({ name: `tab ${i + 1}`, hue: 0, tone: 0, tab })));
    expect(connections(server.stats(), "my-call")).toHaveLength(2);
    expectEverythingSealed(server.stats(), "my-call");
    expect(tabs.flatMap(({ problems }) => problems)).toEqual([]);
  },
  limit,
);
