/** The call's worker. The build points the same expression at the packaged worker file. */
export function createDefaultWorker(): Worker {
  return new Worker(new URL("../e2ee/worker/entry.ts", import.meta.url), { type: "module" });
}
