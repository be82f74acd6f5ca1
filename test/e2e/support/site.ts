import { copyFileSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type Plugin } from "vite";
import { demoConfig } from "../../../scripts/lib/demo-config.mjs";
import { type Site, serveFolder } from "./serve-folder.ts";

export type { Site };

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

interface Build {
  readonly entries: Readonly<Record<string, string>>;
  /** A part of the tests' own pages: loads its scripts by the names of the entries. */
  readonly html: string;
  readonly react: "production" | "development";
}

/** The demo, and beside it the tests' own page on the library's core. */
const demo: Build = {
  entries: { index: path("../../../demo/index.html"), calls: path("../pages/calls.ts") },
  html: "calls.html",
  react: "production",
};

/**
 * The tests' own page on the hook. It uses the development build of React, because only that one mounts twice
 * in StrictMode and warns.
 */
const hook: Build = {
  entries: { traces: path("../pages/traces.ts"), hook: path("../pages/hook.tsx") },
  html: "hook.html",
  react: "development",
};

/** Components without a server in another site's page. */
const looks: Build = {
  entries: { looks: path("../pages/looks.tsx") },
  html: "looks.html",
  react: "production",
};

/** Builds the demo from the sources as they are (or as `plugin` changes them) and serves it on this machine. */
export function serveDemo(plugin?: Plugin): Promise<Site> {
  return serve(demo, plugin);
}

export function serveLooksPage(): Promise<Site> {
  return serve(looks);
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
          // Every page of every test loads these files, so they are small.
          minify: true,
          sourcemap: false,
          chunkSizeWarningLimit: Number.POSITIVE_INFINITY,
          rolldownOptions: {
            // On a busy machine, each build would print a warning about its time.
            checks: { bundlerTimings: false },
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

  return serveFolder(folder);
}
