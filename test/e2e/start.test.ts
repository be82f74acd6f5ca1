import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { Stats } from "../../dev-server/src/index.ts";
import { Browsers } from "./support/browsers.ts";
import { everyoneEncrypted } from "./support/expectations.ts";
import { expectEverythingSealed } from "./support/stats.ts";
import { eventually } from "./support/wait.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const browsers = new Browsers();
let clone: string;
let running: ChildProcess[] = [];

/** The contents of a fresh clone with installed packages. */
beforeAll(() => {
  clone = mkdtempSync(join(tmpdir(), "clone-"));
  const left = new Set(["node_modules", ".git", "dist", "storybook-static", "test-results"]);
  cpSync(root, clone, { recursive: true, filter: (source) => !left.has(basename(source)) });
  const { workspaces } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    workspaces: string[];
  };
  // Workspaces have their own packages, too. Without these links, `npm start` in the clone would install the
  // missing packages again.
  for (const place of ["", ...workspaces]) {
    const packages = join(root, place, "node_modules");
    if (existsSync(packages)) symlinkSync(packages, join(clone, place, "node_modules"));
  }
});

afterEach(() => {
  for (const child of running) child.kill("SIGKILL");
  running = [];
});

afterAll(async () => {
  await browsers.close();
  rmSync(clone, { recursive: true, force: true });
});

interface Started {
  readonly process: ChildProcess;
  readonly output: () => string;
  readonly meeting: string;
  readonly signaling: string;
  readonly stats: string;
}

function run(
  command: string,
  args: string[],
  options: { detached?: boolean } = {},
): { child: ChildProcess; output: () => string } {
  const child = spawn(command, args, { cwd: clone, stdio: ["ignore", "pipe", "pipe"], ...options });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  running.push(child);
  return { child, output: () => output };
}

async function npmStart(...flags: string[]): Promise<Started> {
  const { child, output } = run("npm", ["start", "--", ...flags]);
  const found = (name: string) => output().match(new RegExp(`^${name}: (\\S+)$`, "m"))?.[1];
  await eventually(
    "npm start is ready",
    () => {
      if (child.exitCode !== null) throw new Error(`It ended:\n${output()}`);
      expect(found("Stats"), output()).toBeDefined();
    },
    { every: 10 },
  );
  return {
    process: child,
    output,
    meeting: found("Meeting") ?? "",
    signaling: found("Signaling") ?? "",
    stats: found("Stats") ?? "",
  };
}

async function ended(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null) await once(child, "exit");
  return child.exitCode;
}

function isListening(url: string): Promise<boolean> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname);
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("close", () => socket.destroy());
    socket.setTimeout(1000, () => resolve(false));
  });
}

test("npm start gets ready, and two people who click join are encrypted", async () => {
  const started = await npmStart("--port", "0", "--server-port", "0");
  expect(started.meeting).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
  expect(started.signaling).toMatch(/^ws:\/\/127\.0\.0\.1:\d+\/signaling$/);
  expect(started.stats).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/stats$/);

  const chromium = await browsers.get("chromium");
  const people = await Promise.all(
    ["Ann", "Ben"].map(async (name, i) => {
      const tab = await chromium.open({ hue: i * 120, tone: 400 + i * 250 });
      await tab.goto(`${started.meeting}?channel=start`);
      await tab.fill('input[name="name"]', name);
      return { name, hue: i * 120, tone: 400 + i * 250, tab };
    }),
  );
  await Promise.all(people.map(({ tab }) => tab.click('button[type="submit"]')));
  await everyoneEncrypted(people);

  await eventually("frames of both kinds came from both people, all sealed", async () =>
    expectEverythingSealed((await (await fetch(started.stats)).json()) as Stats, "start"),
  );
  for (const { tab } of people) {
    expect(tab.problems).toEqual([]);
    expect(tab.loads, "loads of the page: a second one would have ended the call").toBe(1);
  }
});

test("two people who sign in at the demo's login see each other as vouched and verified", async () => {
  const { meeting } = await npmStart("--port", "0", "--server-port", "0");
  const chromium = await browsers.get("chromium");
  const people = await Promise.all(
    ["Ann", "Ben"].map(async (name, i) => {
      const look = { hue: i * 120, tone: 400 + i * 250 };
      const tab = await chromium.open(look);
      const query = new URLSearchParams({ channel: "login", name, login: name, lang: "en" });
      await tab.goto(`${meeting}?${query}&identity=device&autojoin=1`);
      return { name, ...look, tab };
    }),
  );
  await everyoneEncrypted(people);
  for (const { name, tab } of people) {
    await eventually(`${name} sees the other one vouched for`, async () => {
      const seen = await tab.evaluate(() => {
        const tile = document.querySelector<HTMLElement>("[data-sora-tile]:not([data-local])");
        return { identity: tile?.dataset.identity, text: tile?.textContent };
      });
      expect(seen).toMatchObject({
        identity: "verified",
        text: expect.stringContaining("Vouched by demo login"),
      });
    });
    expect(tab.problems).toEqual([]);
  }
});

test.each(["SIGTERM", "SIGINT"] as const)("%s to npm ends everything cleanly", async (signal) => {
  const started = await npmStart("--port", "0", "--server-port", "0");
  expect(await isListening(started.meeting)).toBe(true);
  expect(await isListening(started.stats)).toBe(true);

  started.process.kill(signal);

  expect(await ended(started.process), started.output()).toBe(0);
  expect(await isListening(started.meeting)).toBe(false);
  expect(await isListening(started.stats)).toBe(false);
});

test("an error about a taken port names the port and its flag, without a flag the next port is used, and a signal to the process group ends it cleanly", async () => {
  const first = await npmStart();
  const taken = new URL(first.meeting).port;

  const refused = run(process.execPath, ["scripts/start.mjs", "--port", taken, "--server-port", "0"]);
  expect(await ended(refused.child)).toBe(1);
  expect(refused.output()).toContain(`Port ${taken} is in use. Choose another with "--port N"`);

  // Detached, it has a process group of its own.
  const second = run(process.execPath, ["scripts/start.mjs"], { detached: true });
  await eventually("a second one is ready", () => expect(second.output()).toContain("Stats: "));
  expect(second.output()).not.toContain(first.meeting);

  first.process.kill("SIGTERM");
  expect(await ended(first.process), first.output()).toBe(0);
  if (second.child.pid === undefined) throw new Error("It has no process.");
  process.kill(-second.child.pid, "SIGTERM");
  expect(await ended(second.child), second.output()).toBe(0);
});

test("flags of the dev server are passed on, and an unknown flag is refused with a list of all flags", async () => {
  const { child, output } = run(process.execPath, [
    "scripts/start.mjs",
    "--no-e2ee",
    "--port=0",
    "--server-port=0",
    "--api-port=0",
  ]);
  await eventually("it is ready", () => expect(output()).toContain("API: "));
  expect(output()).toContain("e2ee = false");
  const api = /^API: (http:\S+)$/mu.exec(output())?.[1];
  expect(await isListening(api ?? ""), `HTTP API at ${api}`).toBe(true);
  child.kill("SIGTERM");
  expect(await ended(child)).toBe(0);

  const refused = run(process.execPath, ["scripts/start.mjs", "--no-such-flag"]);
  expect(await ended(refused.child)).toBe(1);
  expect(refused.output()).toMatch(/--no-such-flag.*--port N.*--server-port N.*--no-e2ee/s);
});
