import { cpSync } from "node:fs";
import { join } from "node:path";
import { createServer, type ViteDevServer } from "vite";
import { afterAll, beforeAll, expect, test } from "vitest";
import { root } from "../../scripts/lib/install.mjs";
import type { Tab } from "../e2e/support/browser.ts";
import { everyoneEncrypted } from "../e2e/support/expectations.ts";
import { expectEverythingSealed } from "../e2e/support/stats.ts";
import { tiles } from "../e2e/support/tiles.ts";
import { eventually } from "../e2e/support/wait.ts";
import { callSetting, tarball } from "./support/apps.ts";
import { type App, installApp } from "./support/install.ts";

/** The apps of `examples/`, each started by Vite with the packed package in the place of the published one. */

const { openServer, visit } = callSetting();
const channel = "example";
const servers: ViteDevServer[] = [];
let app: App;

beforeAll(async () => {
  const packed = tarball();
  app = await installApp("vite-app", packed.path, ["vite"]);
  packed.remove();
  cpSync(join(root, "examples"), join(app.folder, "examples"), { recursive: true });
});

afterAll(async () => {
  await Promise.all(servers.map((server) => server.close()));
  app?.remove();
});

/** Opens the app in two tabs, in one channel of the test's own dev server. */
async function start(name: string) {
  const sora = await openServer();
  const server = await createServer({
    root: join(app.folder, "examples", name),
    logLevel: "error",
    // Vite would reload the page during a call to prepare a dependency that it finds later.
    optimizeDeps: { entries: ["main.tsx"] },
    // The packages of all examples are in the folder above. Vite would serve those of a workspace only.
    server: { host: "127.0.0.1", port: 0, fs: { allow: [app.folder] } },
  });
  servers.push(server);
  await server.listen();
  const [url = ""] = server.resolvedUrls?.local ?? [];
  const query = { channel, signaling: sora.signalingUrl };
  const [ann, ben] = [await visit({ url }, query), await visit({ url }, query)];
  return { sora, ann, ben };
}

const person = (tab: Tab, name: string) => ({ name, hue: 0, tone: 0, tab });
const text = (tab: Tab, selector: string) =>
  tab.evaluate((where) => document.querySelector(where)?.textContent ?? null, selector);

test("the minimal call starts, and its tiles are encrypted", async () => {
  const { sora, ann, ben } = await start("minimal");

  await everyoneEncrypted([person(ann, "Ann"), person(ben, "Ben")]);

  expectEverythingSealed(sora.stats(), channel);
  expect([...ann.problems, ...ben.problems]).toEqual([]);
});

test("the full meeting starts with a login that vouches for people, and its tiles are encrypted", async () => {
  const { sora, ann, ben } = await start("full-meeting");
  for (const [tab, name] of [
    [ann, "Ann"],
    [ben, "Ben"],
  ] as const) {
    await tab.fill('input[name="name"]', name);
    await tab.click('button:has-text("Sign in")');
    await tab.click('.sora-lobby button[type="submit"]');
  }

  await everyoneEncrypted([person(ann, "Ann"), person(ben, "Ben")]);

  await eventually("Ann's page says who vouches for Ben", async () =>
    expect(await text(ann, '[data-mark="vouched"]')).toBe("Vouched by the login of this example"),
  );
  expectEverythingSealed(sora.stats(), channel);
  expect([...ann.problems, ...ben.problems]).toEqual([]);
});

test("the webinar starts: a viewer sees an encrypted speaker, is in the audience, and raises a hand", async () => {
  const { sora, ann, ben } = await start("webinar");
  for (const [tab, name, role] of [
    [ann, "Ann", "Speak"],
    [ben, "Ben", "Watch"],
  ] as const) {
    await tab.fill('input[name="name"]', name);
    await tab.click(`button:has-text("${role}")`);
  }

  await eventually("Ben sees Ann alone, encrypted, and Ann is protected", async () => {
    expect(await tiles(ben)).toMatchObject([{ local: false, encryption: "encrypted" }]);
    expect(await tiles(ann)).toMatchObject([{ local: true, encryption: "protected" }]);
  });
  await eventually("Ben is in the audience", async () => expect(await text(ann, "#audience")).toBe("Ben"));
  await ben.click('button:has-text("Raise hand")');
  await eventually("Ann sees Ben's hand", async () => expect(await text(ann, "#hands")).toBe("Ben"));
  expectEverythingSealed(sora.stats(), channel);
  expect([...ann.problems, ...ben.problems]).toEqual([]);
});
