import type { TestProject } from "vitest/node";
import { serveDemo, serveHookPage } from "./site.ts";

declare module "vitest" {
  interface ProvidedContext {
    demoUrl: string;
    hookPageUrl: string;
  }
}

/** The demo and the page with the hook are built once for all files. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const demo = await serveDemo();
  const hookPage = await serveHookPage().catch(async (error: unknown) => {
    await demo.close();
    throw error;
  });
  project.provide("demoUrl", demo.url);
  project.provide("hookPageUrl", hookPage.url);
  return async () => {
    await Promise.all([demo.close(), hookPage.close()]);
  };
}
