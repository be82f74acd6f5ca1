import { copyFileSync, createReadStream, existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type Plugin } from "vite";
import { demoConfig } from "../../../scripts/lib/demo-config.mjs";

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

/** The demo, and beside it the tests' own page on the library's core. */
const entries = { index: path("../../../demo/index.html"), calls: path("../pages/calls.ts") };

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
export async function serveDemo(plugin?: Plugin): Promise<Site> {
  const folder = mkdtempSync(join(tmpdir(), "demo-"));
  const before = process.env.NODE_ENV;
  // The test runner's own value would build React for development.
  process.env.NODE_ENV = "production";
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
                name === "calls" ? "calls.js" : "assets/[name]-[hash].js",
            },
          },
        },
      }),
    );
    copyFileSync(path("../pages/calls.html"), join(folder, "calls.html"));
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
