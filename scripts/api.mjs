import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Extractor, ExtractorConfig } from "@microsoft/api-extractor";
import { buildTypes } from "./lib/build-types.mjs";
import { root } from "./lib/install.mjs";
import { fail } from "./lib/say.mjs";

/** Each public entry, and its declarations. */
const entries = {
  index: "index.d.ts",
  core: "core.d.ts",
  e2ee: "e2ee/index.d.ts",
  jwt: "jwt/index.d.ts",
  testing: "testing/index.d.ts",
};
const silent = { default: { logLevel: "none" } };

/**
 * Writes each entry's exports to docs/api/, or compares them with `--check`. Changes of the public API are
 * then visible in review.
 */
const { check } = parseArgs({ options: { check: { type: "boolean", default: false } } }).values;
const out = join(root, ".cache/api");
await buildTypes(join(out, "types"));
mkdirSync(join(root, "docs/api"), { recursive: true });

const changed = Object.entries(entries).filter(([name, declarations]) => {
  const config = ExtractorConfig.prepare({
    configObjectFullPath: undefined,
    packageJsonFullPath: join(root, "package.json"),
    configObject: {
      projectFolder: root,
      // As all files of the repository, on every system.
      newlineKind: "lf",
      mainEntryPointFilePath: join(out, "types", declarations),
      compiler: {
        overrideTsconfig: {
          compilerOptions: {
            target: "ES2022",
            module: "ESNext",
            moduleResolution: "bundler",
            lib: ["ES2023", "DOM", "DOM.Iterable", "DOM.AsyncIterable"],
            types: [],
            jsx: "react-jsx",
            skipLibCheck: true,
          },
          include: [join(out, "types")],
        },
      },
      apiReport: {
        enabled: true,
        reportFileName: `${name}.api.md`,
        reportFolder: join(root, "docs/api"),
        reportTempFolder: out,
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      messages: {
        compilerMessageReporting: silent,
        extractorMessageReporting: silent,
        tsdocMessageReporting: silent,
      },
    },
  });
  const { apiReportChanged } = Extractor.invoke(config, {
    localBuild: !check,
    messageCallback: (message) => {
      message.handled = true;
    },
  });
  return apiReportChanged;
});

const names = changed.map(([name]) => `docs/api/${name}.api.md`).join(", ");
if (names !== "" && check) {
  fail(`The public API differs from ${names}. Run "npm run api", and commit the change with the code.`);
}
process.stdout.write(names === "" ? "The API report is up to date.\n" : `Wrote ${names}.\n`);
