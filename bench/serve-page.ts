import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import reactPlugin from "@vitejs/plugin-react";
import { build, preview } from "vite";

/**
 * Builds a page of the benchmarks for production, and serves it.
 * @param checkout The path of the checkout whose page and sources are built.
 * @param file The page in its folder `bench`, such as `grid.html`.
 */
export async function servePage(checkout: string, file: string) {
  const outDir = mkdtempSync(join(tmpdir(), "bench-page-"));
  const root = join(checkout, "bench");
  const { aliases } = await import(pathToFileURL(join(checkout, "scripts/lib/aliases.mjs")).href);
  await build({
    configFile: false,
    root,
    logLevel: "error",
    plugins: [reactPlugin()],
    resolve: { alias: aliases },
    worker: { format: "es" },
    build: { outDir, emptyOutDir: true, rolldownOptions: { input: join(root, file) } },
  });
  const server = await preview({
    configFile: false,
    root,
    logLevel: "error",
    build: { outDir },
    preview: { port: 0, strictPort: false, host: "127.0.0.1" },
  });
  const url = new URL(file, server.resolvedUrls?.local[0]).href;
  return {
    url,
    close: async () => {
      await server.close();
      rmSync(outDir, { recursive: true, force: true });
    },
  };
}
