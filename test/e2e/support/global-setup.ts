import type { TestProject } from "vitest/node";
import { serveDemo } from "./site.ts";

declare module "vitest" {
  interface ProvidedContext {
    demoUrl: string;
  }
}

/** The demo is built once for all files. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const site = await serveDemo();
  project.provide("demoUrl", site.url);
  return () => site.close();
}
