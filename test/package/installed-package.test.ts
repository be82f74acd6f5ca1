import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createServer } from "vite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { shownError } from "../e2e/support/tiles.ts";
import { eventually } from "../e2e/support/wait.ts";
import { callSetting, tarball } from "./support/apps.ts";
import { type App, installApp } from "./support/install.ts";
import { type StaticSite, type StaticSiteOptions, serveStrictly, serveToAnyone } from "./support/serve.ts";

const { holdCall, visit } = callSetting();

let viteApp: App;
let webpackApp: App;
const sites: StaticSite[] = [];

beforeAll(async () => {
  const packed = tarball();
  [viteApp, webpackApp] = await Promise.all([
    installApp("vite-app", packed.path, [
      "vite",
      "esbuild",
      "typescript",
      "@types/react",
      "@types/react-dom",
      "csstype",
    ]),
    installApp("webpack-app", packed.path, ["webpack"]),
  ]);
  packed.remove();
  await Promise.all([
    viteApp.run("build.mjs"),
    viteApp.run("esbuild/build.mjs"),
    webpackApp.run("build.mjs"),
  ]);
}, 180_000);

afterAll(async () => {
  await Promise.all(sites.map((site) => site.close()));
  for (const app of [viteApp, webpackApp]) app?.remove();
});

async function serve(app: App, options?: StaticSiteOptions, dist = "dist"): Promise<StaticSite> {
  const site = await serveStrictly(join(app.folder, dist), options);
  sites.push(site);
  return site;
}

function expectNoViolation(...visited: readonly StaticSite[]): void {
  expect(
    visited.flatMap(({ violations }) => violations),
    "reports of the Content Security Policy",
  ).toEqual([]);
}

test("npm fetches nothing but the package: what it needs is what an app has", () => {
  expect(viteApp.npm).toMatch(/^added 1 package in/m);
  expect(webpackApp.npm).toMatch(/^added 1 package in/m);
});

describe.each(["Vite", "webpack"] as const)("%s", (bundler) => {
  const sources = () => {
    const dist = join((bundler === "Vite" ? viteApp : webpackApp).folder, "dist");
    const maps = readdirSync(dist, { recursive: true, encoding: "utf8" }).filter((file) =>
      file.endsWith(".js.map"),
    );
    return maps.flatMap((map): string[] => JSON.parse(readFileSync(join(dist, map), "utf8")).sources);
  };

  test("bundles one React", () => {
    const react = sources().filter((source) => /\/react\/cjs\/react\.(production|development)/.test(source));
    expect(react).toHaveLength(1);
  });

  test("leaves the Japanese texts out of an app that does not use them", () => {
    const texts = sources().filter(
      (source) => source.includes("react-sora-e2ee") && source.includes("/i18n/"),
    );
    expect(texts.filter((source) => source.includes("/i18n/en/"))).not.toEqual([]);
    expect(texts.filter((source) => source.includes("/i18n/ja/"))).toEqual([]);
  });
});

test.each([
  ["node16", "node16"],
  ["esnext", "bundler"],
])("its types are found and hold with module %s, resolved as %s", async (module, moduleResolution) => {
  const tsconfig = join(viteApp.folder, `tsconfig.${module}.json`);
  const compilerOptions = {
    ...{ module, moduleResolution, target: "es2022", jsx: "react-jsx", types: [] },
    // Under node16 the SDK's own declarations do not find each other.
    ...{ strict: true, noEmit: true, skipLibCheck: module === "node16", skipDefaultLibCheck: true },
  };
  writeFileSync(tsconfig, JSON.stringify({ compilerOptions, files: ["consumer.ts", "main.tsx"] }));

  const said = await viteApp.run("node_modules/typescript/bin/tsc", "-p", tsconfig).catch(String);

  expect(said).toBe("");
});

test("apps by Vite (React 19) and webpack (React 18) hold a sealed call, under a strict Content Security Policy", async () => {
  const vite = await serve(viteApp);
  const webpack = await serve(webpackApp);

  await holdCall(vite, webpack);

  expectNoViolation(vite, webpack);
});

test("the same with one of them in Firefox", async () => {
  const vite = await serve(viteApp);
  const webpack = await serve(webpackApp);

  await holdCall({ url: vite.url, browser: "firefox" }, webpack);

  expectNoViolation(vite, webpack);
});

test("Vite's development server finds the worker among its optimized dependencies", async () => {
  const webpack = await serve(webpackApp);
  mkdirSync(join(viteApp.folder, "public"));
  writeFileSync(join(viteApp.folder, "public/favicon.ico"), "");
  const server = await createServer({
    root: viteApp.folder,
    configFile: false,
    logLevel: "error",
    server: { host: "127.0.0.1", port: 0 },
  });
  try {
    await server.listen();
    const [url = ""] = server.resolvedUrls?.local ?? [];

    await holdCall({ url }, webpack);
  } finally {
    await server.close();
  }
});

test("a bundle of esbuild finds the worker beside itself", async () => {
  const esbuild = await serve(viteApp, {}, "dist-esbuild");
  const webpack = await serve(webpackApp);

  const [tab] = await holdCall(esbuild, webpack);

  expect(tab?.workers()).toEqual([`${esbuild.url}worker.js`]);
  expectNoViolation(esbuild, webpack);
});

test("createWorker starts the worker from another origin, by one line on the app's own", async () => {
  const elsewhere = await serveToAnyone(join(viteApp.folder, "node_modules/react-sora-e2ee/dist/worker.js"));
  sites.push(elsewhere);
  const vite = await serve(viteApp, {
    files: { "/remote-worker.js": `import "${elsewhere.url}worker.js";` },
    policy: { "script-src": `'self' ${elsewhere.url}`, "worker-src": `'self' ${elsewhere.url}` },
  });
  const webpack = await serve(webpackApp);

  const [tab] = await holdCall({ url: vite.url, params: { worker: "/remote-worker.js" } }, webpack);

  expect(tab?.workers()).toEqual([`${vite.url}remote-worker.js`]);
  expectNoViolation(vite, webpack);
});

test("a policy that refuses the worker is reported, and the call says what failed", async () => {
  const vite = await serve(viteApp, { policy: { "worker-src": "'none'" } });

  const tab = await visit(vite, { channel: "none", signaling: "ws://127.0.0.1:9/signaling" });

  await eventually("the call has failed", async () => expect(await shownError(tab)).toBe("worker-crashed"));
  await eventually("the browser has reported it", () =>
    expect(vite.violations).toEqual([expect.stringMatching(/^worker-src: .*\/worker-/)]),
  );
});
