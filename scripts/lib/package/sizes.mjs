import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { rolldown } from "rolldown";
import { root } from "../install.mjs";

const entry = join(root, "size-of.js");
const workerEntry = join(root, "src/e2ee/worker/entry.ts");
const fallbackCurves = /\/@noble\/|\/crypto\/noble\.ts$/;
const soraWasm = /\/agreement\/wasm\//;
const words = /\/safety-words\.ts$/;

const callHooks =
  "SoraCallProvider, useCallEncryption, useDevices, usePeer, usePeerIds, useSelf, useSoraE2EE";
const tiles = `${callHooks}, VideoGrid, VideoTile`;

const weigh = {
  support: () => ofPackage('export { isSupported } from "react-sora-e2ee"'),
  core: () => ofPackage('export { createSoraCall } from "react-sora-e2ee/core"'),
  hooks: () => ofPackage(`export { ${callHooks} } from "react-sora-e2ee"`),
  tiles: () => ofPackage(`export { ${tiles} } from "react-sora-e2ee"`),
  all: () => ofPackage('export * from "react-sora-e2ee"'),
  english: () => ofPackage('export { en } from "react-sora-e2ee"'),
  japanese: () => ofPackage('export { ja } from "react-sora-e2ee"'),
  styles: async () => gzipped(readFileSync(join(root, "dist/styles.css"))),
  worker: () => ofWorker(),
  workerWithoutCurves: () => ofWorker(fallbackCurves),
  workerWithoutWasm: () => ofWorker(fallbackCurves, soraWasm),
  workerAlone: () => ofWorker(fallbackCurves, soraWasm, words),
};

const sum = async (...weights) =>
  (await Promise.all(weights.map((each) => each()))).reduce((total, size) => total + size, 0);

/**
 * What parts of the package weigh in an app: bundled with nothing that is not used, minified and gzipped, in bytes.
 * `budget` is the most that it may be; with null it is there to be known. React and the SDK are never counted.
 */
export const parts = [
  { name: "isSupported alone", budget: 500, weigh: weigh.support },
  { name: "core: createSoraCall", budget: 17_000, weigh: weigh.core },
  { name: "a call's hooks, core included", budget: 19_000, weigh: weigh.hooks },
  { name: "the same with VideoTile and VideoGrid", budget: 35_000, weigh: weigh.tiles },
  { name: "every export", budget: null, weigh: weigh.all },
  { name: "English texts, which components come with", budget: 9_000, weigh: weigh.english },
  { name: "Japanese texts", budget: 11_000, weigh: weigh.japanese },
  { name: "styles.css", budget: 8_000, weigh: weigh.styles },
  { name: "worker", budget: null, weigh: weigh.worker },
  { name: "worker without fallback curves", budget: 36_000, weigh: weigh.workerWithoutCurves },
  { name: "… nor Sora's wasm engine", budget: 28_000, weigh: weigh.workerWithoutWasm },
  { name: "… nor the safety number's words", budget: 22_000, weigh: weigh.workerAlone },
  {
    name: "all of a call: hooks, tiles, styles, worker without curves",
    budget: 76_000,
    weigh: () => sum(weigh.tiles, weigh.styles, weigh.workerWithoutCurves),
  },
];

async function ofPackage(code) {
  return bundledSize({
    input: entry,
    external: (id) => /^(react|react-dom|sora-js-sdk)(\/|$)/.test(id),
    plugins: [
      {
        name: "size-of",
        resolveId: (id) => (id === entry ? id : null),
        load: (id) => (id === entry ? code : null),
      },
    ],
  });
}

async function ofWorker(...leftOut) {
  return bundledSize({
    input: workerEntry,
    plugins: [
      {
        name: "left-out",
        load: (id) => (leftOut.some((pattern) => pattern.test(id)) ? "" : null),
      },
    ],
  });
}

async function bundledSize(options) {
  const build = await rolldown({
    ...options,
    cwd: root,
    platform: "browser",
    tsconfig: false,
    // What was left out on purpose is missed by what imports it.
    shimMissingExports: true,
    onLog: () => undefined,
  });
  const { output } = await build.generate({ format: "esm", minify: true, codeSplitting: false });
  await build.close();
  return gzipped(output.map(({ code }) => code ?? "").join(""));
}

function gzipped(text) {
  return gzipSync(text, { level: 9 }).length;
}
