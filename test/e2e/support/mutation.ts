import type { Plugin } from "vite";
import { type Site, serveDemo } from "./site.ts";

/** A defect to be put into the sources while they are built. */
export interface Mutation {
  /** Path below the repository. */
  readonly file: string;
  /** Stands there exactly once. */
  readonly from: string;
  readonly to: string;
}

/**
 * Serves the demo with defects in it. Fails when a defect no longer fits the sources. Then adapt the defect.
 */
export async function serveMutatedDemo(mutations: readonly Mutation[]): Promise<Site> {
  const applied = new Set<Mutation>();
  const plugin: Plugin = {
    name: "mutations",
    enforce: "pre",
    transform(code, id) {
      const here = mutations.filter(({ file }) => id.endsWith(`/${file}`));
      if (here.length === 0) return null;
      const mutated = here.reduce((text, mutation) => {
        const { from, to } = mutation;
        if (text.split(from).length === 2) applied.add(mutation);
        return text.replace(from, () => to);
      }, code);
      return { code: mutated, map: null };
    },
  };
  const site = await serveDemo(plugin);
  const stale = mutations.filter((mutation) => !applied.has(mutation));
  if (stale.length > 0) {
    await site.close();
    const list = stale.map(({ file, from }) => `${file}: ${from}`).join("\n");
    throw new Error(
      `These lines are not in the sources (exactly once) any more. Follow them, or the tests prove nothing:\n${list}`,
    );
  }
  return site;
}
