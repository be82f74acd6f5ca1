import { copyFileSync, createReadStream, existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type Plugin } from "vite";
import { demoConfig } from "../../../scripts/lib/demo-config.mjs";

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

interface Build {
  readonly entries: Readonly<Record<string, string>>;
  /** Of the tests' own pages: loads its scripts by the names of the entries. */
  readonly html: string;
  readonly react: "production" | "development";
}

/** The demo, and beside it the tests' own page on the library's core. */
const demo: Build = {
  entries: { index: path("../../../demo/index.html"), calls: path("../pages/calls.ts") },
  html: "calls.html",
  react: "production",
};

/** The tests' own page on the hook. React for development: only there does StrictMode mount twice, and React warn. */
const hook: Build = {
  entries: { traces: path("../pages/traces.ts"), hook: path("../pages/hook.tsx") },
  html: "hook.html",
  react: "development",
};

const types: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".map": "application/json",
};

export interface Site {
  readonly url: string;
  close(): Promise<void>;
}

/** Builds the demo from the sources as they are (or as `plugin` changes them) and serves it on this machine. */
export function serveDemo(plugin?: Plugin): Promise<Site> {
  return serve(demo, plugin);
}

export function serveHookPage(): Promise<Site> {
  return serve(hook);
}

async function serve({ entries, html, react }: Build, plugin?: Plugin): Promise<Site> {
  const folder = mkdtempSync(join(tmpdir(), "demo-"));
  const before = process.env.NODE_ENV;
  // The test runner's own value would build React for development.
  process.env.NODE_ENV = react;
  try {
    await build(
      demoConfig({
        plugins: plugin ? [plugin] : [],
        worker: { format: "es", plugins: () => (plugin ? [plugin] : []) },
        build: {
          outDir: folder,
          emptyOutDir: true,
          minify: false,
          sourcemap: "inline",
          rolldownOptions: {
            input: entries,
            output: {
              entryFileNames: ({ name }: { readonly name: string }) =>
                name === "index" ? "assets/[name]-[hash].js" : "[name].js",
            },
          },
        },
      }),
    );
    copyFileSync(path(`../pages/${html}`), join(folder, html));
  } finally {
    process.env.NODE_ENV = before;
  }

  const server = createServer((request, response) => {
    const asked = normalize(new URL(request.url ?? "/", "http://x").pathname);
    const file = join(folder, asked === "/" ? "index.html" : asked);
    if (!existsSync(file) || !statSync(file).isFile()) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, {
      "content-type": types[extname(file)] ?? "application/octet-stream",
      // Only an isolated page may measure its memory.
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-embedder-policy": "require-corp",
    });
    createReadStream(file).pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
