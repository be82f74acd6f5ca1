import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createServer } from "vite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { wasmExecScript } from "../e2e/support/sora-wasm/wasm-exec-script.ts";
import { connections } from "../e2e/support/stats.ts";
import { shownError } from "../e2e/support/tiles.ts";
import { eventually } from "../e2e/support/wait.ts";
import { assemble } from "../unit/wasm/support/assemble.ts";
import { runtimes } from "../unit/wasm/support/stand-in.ts";
import { callSetting, tarball } from "./support/apps.ts";
import { type App, installApp } from "./support/install.ts";
import { type StaticSite, type StaticSiteOptions, serveStrictly, serveToAnyone } from "./support/serve.ts";

const { holdCall, openServer, visit } = callSetting();

let viteApp: App;
let webpackApp: App;
const sites: StaticSite[] = [];

beforeAll(async () => {
  const packed = tarball();
  [viteApp, webpackApp] = await Promise.all([
    installApp("vite-app", packed.path, [
      "vite",
      "esbuild",
      "rollup",
      "@rollup/plugin-node-resolve",
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
    viteApp.run("rollup/build.mjs"),
    webpackApp.run("build.mjs"),
  ]);
});

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

test("npm installs only the package, because an app has its peer dependencies already", () => {
  expect(viteApp.npm).toMatch(/^added 1 package in/m);
  expect(webpackApp.npm).toMatch(/^added 1 package in/m);
  // EBADENGINE warnings are about the apps' own packages, which are installed already.
  for (const { npm } of [viteApp, webpackApp])
    expect(npm, "warnings").not.toMatch(/npm warn (?!EBADENGINE)/i);
});

describe.each(["Vite", "webpack"] as const)("%s", (bundler) => {
  const sources = () => {
    const dist = join((bundler === "Vite" ? viteApp : webpackApp).folder, "dist");
    const maps = readdirSync(dist, { recursive: true, encoding: "utf8" }).filter((file) =>
      file.endsWith(".js.map"),
    );
    return maps.flatMap((map): string[] => JSON.parse(readFileSync(join(dist, map), "utf8")).sources);
  };

  test("the bundle has one copy of React", () => {
    const react = sources().filter((source) => /\/react\/cjs\/react\.(production|development)/.test(source));
    expect(react).toHaveLength(1);
  });

  test("the bundle has only the parts of the package that the app uses", () => {
    const ours = sources().filter((source) => source.includes("react-sora-e2ee"));
    const folder = (name: string) => ours.filter((source) => source.includes(`/${name}/`));
    for (const name of ["call", "hooks", "i18n/en"]) expect(folder(name), name).not.toEqual([]);
    for (const name of ["i18n/ja", "meeting", "testing"]) expect(folder(name), name).toEqual([]);
    const components = folder("components").map((source) => source.replace(/^.*\//, ""));
    expect(components).toContain("VideoTile.js");
    for (const name of ["ErrorNotice.js", "Lobby.js", "SafetyNumberDialog.js", "VideoGrid.js"]) {
      expect(components).not.toContain(name);
    }
  });
});

test.each([
  ["node16", "node16"],
  ["nodenext", "nodenext"],
  ["esnext", "bundler"],
])(
  "the package's types resolve and compile with module %s, resolved as %s",
  async (module, moduleResolution) => {
    const tsconfig = join(viteApp.folder, `tsconfig.${module}.json`);
    const compilerOptions = {
      ...{ module, moduleResolution, target: "es2022", jsx: "react-jsx", types: [] },
      ...{ strict: true, noEmit: true, skipLibCheck: false, skipDefaultLibCheck: true },
    };
    writeFileSync(tsconfig, JSON.stringify({ compilerOptions, files: ["consumer.ts", "main.tsx"] }));

    const said = await viteApp.run("node_modules/typescript/bin/tsc", "-p", tsconfig).catch(String);

    expect(said).toBe("");
  },
);

test("the package's conformance check finds no difference in the package itself", async () => {
  const said = await viteApp.run("node_modules/react-sora-e2ee/conformance/cli.mjs");

  expect(said).toMatch(/\n(\d+) of \1 vectors are the same\.\n$/);
});

test("apps by Vite (React 19) and webpack (React 18) hold a sealed call, under a strict Content Security Policy", async () => {
  const vite = await serve(viteApp);
  const webpack = await serve(webpackApp);

  await holdCall(vite, webpack);

  expectNoViolation(vite, webpack);
});

test("the same apps hold a sealed call with one participant in Firefox", async () => {
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

test.each([
  ["esbuild", "dist-esbuild"],
  ["Rollup, of an app without React", "dist-rollup"],
])("a bundle of %s loads the worker from a file next to it", async (_bundler, dist) => {
  const bundle = await serve(viteApp, {}, dist);
  const webpack = await serve(webpackApp);

  const [tab] = await holdCall(bundle, webpack);

  expect(tab?.workers()).toEqual([`${bundle.url}worker.js`]);
  expectNoViolation(bundle, webpack);
});

describe("with Sora's wasm", () => {
  const params = { wasm: "/sora.wasm", wasmExec: "/wasm_exec.js" };
  const serveWithWasm = async (scriptSrc: string) =>
    serve(viteApp, {
      files: {
        [params.wasm]: assemble({ imports: [...runtimes["1.19"]] }),
        [params.wasmExec]: (await wasmExecScript())(),
      },
      policy: { "script-src": scriptSrc },
    });

  test("the policy needs only 'wasm-unsafe-eval' in addition, and the call uses the worker for the wasm", async () => {
    const vite = await serveWithWasm("'self' 'wasm-unsafe-eval'");
    const webpack = await serve(webpackApp);

    const [tab] = await holdCall({ url: vite.url, params }, webpack);

    expect(tab?.workers()).toEqual([expect.stringMatching(/\/wasm-worker-[^/]+\.js$/)]);
    expectNoViolation(vite, webpack);
  });

  test("a policy without it is reported, the call reports it, and nothing stays open", async () => {
    const vite = await serveWithWasm("'self'");
    const server = await openServer();

    const tab = await visit({ url: vite.url, params }, { channel: "none", signaling: server.signalingUrl });

    await eventually("the call has failed", async () => expect(await shownError(tab)).toBe("wasm-invalid"));
    expect(await tab.evaluate(() => document.body.innerText)).toContain("'wasm-unsafe-eval' to script-src");
    await eventually("the worker has ended", () => expect(tab.workers()).toEqual([]));
    expect(connections(server.stats(), "none")).toEqual([]);
    await eventually("the browser has reported it", () =>
      expect(vite.violations).toEqual(["script-src: wasm-eval"]),
    );
  });
});

test.each([
  ["import", (url: string) => `import "${url}";`],
  ["import()", (url: string) => `import("${url}");`],
])(
  "createWorker starts the worker from another origin with a one-line file on the app's own origin: %s",
  async (_what, line) => {
    const elsewhere = await serveToAnyone(
      join(viteApp.folder, "node_modules/react-sora-e2ee/dist/worker.js"),
    );
    sites.push(elsewhere);
    const vite = await serve(viteApp, {
      files: { "/remote-worker.js": line(`${elsewhere.url}worker.js`) },
      policy: { "script-src": `'self' ${elsewhere.url}`, "worker-src": `'self' ${elsewhere.url}` },
    });
    const webpack = await serve(webpackApp);

    const [tab] = await holdCall({ url: vite.url, params: { worker: "/remote-worker.js" } }, webpack);

    expect(tab?.workers()).toEqual([`${vite.url}remote-worker.js`]);
    expectNoViolation(vite, webpack);
  },
);

describe("under a policy that requires Trusted Types", () => {
  const policy = { "require-trusted-types-for": "'script'", "trusted-types": "call-worker" };

  test("the call says what to do when no policy made the worker's address", async () => {
    const vite = await serve(viteApp, { policy });

    const tab = await visit(vite, { channel: "none", signaling: "ws://127.0.0.1:9/signaling" });

    await eventually("the call has failed", async () => expect(await shownError(tab)).toBe("worker-crashed"));
    expect(await tab.evaluate(() => document.body.innerText)).toContain("Trusted Types");
  });

  test("a worker with an address from the page's own policy holds a sealed call", async () => {
    const worker = readFileSync(join(viteApp.folder, "node_modules/react-sora-e2ee/dist/worker.js"), "utf8");
    const vite = await serve(viteApp, { policy, files: { "/own-worker.js": worker } });
    const webpack = await serve(webpackApp);

    const params = { worker: "/own-worker.js", trusted: "1" };
    const [tab] = await holdCall({ url: vite.url, params }, webpack);

    expect(tab?.workers()).toEqual([`${vite.url}own-worker.js`]);
    expectNoViolation(vite, webpack);
  });
});

test("a policy that refuses the worker is reported, and the call says what failed", async () => {
  const vite = await serve(viteApp, { policy: { "worker-src": "'none'" } });

  const tab = await visit(vite, { channel: "none", signaling: "ws://127.0.0.1:9/signaling" });

  await eventually("the call has failed", async () => expect(await shownError(tab)).toBe("worker-crashed"));
  await eventually("the browser has reported it", () =>
    expect(vite.violations).toEqual([expect.stringMatching(/^worker-src: .*\/worker-/)]),
  );
});
