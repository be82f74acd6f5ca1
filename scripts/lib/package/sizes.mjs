import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { root } from "../install.mjs";
import { bundleApp, bundleSource } from "./bundle.mjs";
import { callHooks } from "./tree-shaking.mjs";

const fallbackCurves = /\/@noble\/|\/crypto\/noble\.ts$/;
const words = /\/safety-words\.ts$/;

const hooks = "SoraCallProvider, useCallEncryption, useDevices, usePeer, usePeerIds, useSelf, useSoraE2EE";
const tiles = "VideoGrid, VideoTile";

const ofExports = async (names) => gzipped(await bundleApp(`export { ${names} } from "react-sora-e2ee"`));
const ofWorker = async (file, ...leftOut) =>
  gzipped(await bundleSource(`src/e2ee/worker/${file}`, ...leftOut));

const ofSource = async (path) => gzipped(await bundleSource(`src/${path}`));

const weigh = {
  recorder: () => ofSource("recording/recorder.ts"),
  jwt: async () => gzipped(await bundleApp('export * from "react-sora-e2ee/jwt"')),
  support: () => ofExports("isSupported"),
  core: async () => gzipped(await bundleApp('export { createSoraCall } from "react-sora-e2ee/core"')),
  hooks: () => ofExports(hooks),
  everyHook: async () => ofExports(await callHooks()),
  components: async () => (await ofExports(`${hooks}, ${tiles}`)) - (await ofExports(hooks)),
  meeting: () => ofExports("Meeting"),
  all: async () => gzipped(await bundleApp('export * from "react-sora-e2ee"')),
  english: () => ofExports("en"),
  japanese: () => ofExports("ja"),
  styles: async () => gzipped({ code: readFileSync(join(root, "dist/styles.css")) }),
  worker: () => ofWorker("entry.ts", fallbackCurves),
  words: async () => (await weigh.worker()) - (await ofWorker("entry.ts", fallbackCurves, words)),
  curves: async () => (await ofWorker("entry.ts")) - (await weigh.worker()),
  wasmWorker: () => ofWorker("wasm-entry.ts", fallbackCurves),
  mlsWorker: () => ofWorker("mls-entry.ts"),
  xWingWorker: () => ofWorker("mls-x-wing-entry.ts"),
};

/**
 * Sizes of the package's parts in an app: bundled without unused code, minified and gzipped, in bytes. `budget`
 * is the maximum size; with null, the size is only printed. React and the SDK are never counted.
 */
export const parts = [
  { name: "isSupported alone", budget: 330, weigh: weigh.support },
  { name: "core: createSoraCall", budget: 49_600, weigh: weigh.core },
  { name: "hooks + core: what a call needs", budget: 51_100, weigh: weigh.hooks, goal: "hooks + core" },
  { name: "… every hook", budget: null, weigh: weigh.everyHook },
  {
    name: "components: VideoTile, VideoGrid and the English texts",
    budget: 21_900,
    weigh: weigh.components,
    goal: "components",
  },
  { name: "worker without fallback curves", budget: 36_500, weigh: weigh.worker, goal: "worker" },
  { name: "… of these, the safety number's words", budget: 5_600, weigh: weigh.words },
  { name: "styles.css", budget: 9_200, weigh: weigh.styles, goal: "styles" },
  { name: "fallback curves, in the same file as the worker", budget: null, weigh: weigh.curves },
  { name: "the worker for Sora's wasm, in place of the other", budget: 41_900, weigh: weigh.wasmWorker },
  {
    name: "the worker for MLS, in place of the other: the whole file",
    budget: 60_000,
    weigh: weigh.mlsWorker,
  },
  { name: "the worker for MLS with the suite x-wing", budget: 73_000, weigh: weigh.xWingWorker },
  { name: "Meeting, with all that it is made of", budget: 120_700, weigh: weigh.meeting },
  { name: "… the recorder, loaded when a recording begins", budget: 2_700, weigh: weigh.recorder },
  { name: "jwt: what a page and a login server need", budget: 12_000, weigh: weigh.jwt },
  { name: "English texts", budget: 12_900, weigh: weigh.english },
  { name: "Japanese texts", budget: 15_200, weigh: weigh.japanese },
  { name: "every export", budget: null, weigh: weigh.all },
];

/**
 * The goal for everything that a call needs, without React, the SDK and the fallback curves. It is not reached
 * yet, so it only prints.
 */
export const goal = 30_000;

function gzipped({ code }) {
  return gzipSync(code, { level: 9 }).length;
}
