import { join } from "node:path";
import { root } from "./install.mjs";

/** See there. */
export const webCrypto = join(root, "scripts/lib/web-crypto.mjs");

/** Resolves the package's own names to its sources, like "paths" in tsconfig.json. */
export const aliases = [
  { find: /^react-sora-e2ee$/, replacement: join(root, "src/index.ts") },
  { find: /^react-sora-e2ee\/core$/, replacement: join(root, "src/core.ts") },
  { find: /^react-sora-e2ee\/e2ee$/, replacement: join(root, "src/e2ee/index.ts") },
  { find: /^react-sora-e2ee\/jwt$/, replacement: join(root, "src/jwt/index.ts") },
  { find: /^react-sora-e2ee\/testing$/, replacement: join(root, "src/testing/index.ts") },
  { find: /^react-sora-e2ee\/worker$/, replacement: join(root, "src/e2ee/worker/entry.ts") },
  { find: /^react-sora-e2ee\/wasm-worker$/, replacement: join(root, "src/e2ee/worker/wasm-entry.ts") },
  { find: /^react-sora-e2ee\/mls-worker$/, replacement: join(root, "src/e2ee/worker/mls-entry.ts") },
  {
    find: /^react-sora-e2ee\/mls-x-wing-worker$/,
    replacement: join(root, "src/e2ee/worker/mls-x-wing-entry.ts"),
  },
  { find: /^crypto$/, replacement: webCrypto },
  { find: /^react-sora-e2ee\/styles\.css$/, replacement: join(root, "src/styles/styles.css") },
];
