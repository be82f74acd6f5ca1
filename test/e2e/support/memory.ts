import type { Person } from "./meeting.ts";

interface Measurement {
  readonly breakdown: readonly {
    readonly bytes: number;
    readonly attribution: readonly { readonly scope: string; readonly url: string }[];
  }[];
}

/** Bytes that the worker of a page with one call holds, after the garbage is gone. Chromium only. */
export function workerMemory({ tab }: Person): Promise<number> {
  return tab.evaluate(async () => {
    const { measureUserAgentSpecificMemory } = performance as unknown as {
      measureUserAgentSpecificMemory(): Promise<Measurement>;
    };
    const { breakdown } = await measureUserAgentSpecificMemory.call(performance);
    const ofWorker = breakdown.filter(({ attribution }) =>
      attribution.some(
        ({ scope, url }) => scope === "DedicatedWorkerGlobalScope" && !url.startsWith("blob:"),
      ),
    );
    return ofWorker.reduce((sum, { bytes }) => sum + bytes, 0);
  });
}
