// @ts-check
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { root } from "./install.mjs";

const entries = [
  "src/index.ts",
  "src/core.ts",
  "src/e2ee/index.ts",
  "src/jwt/index.ts",
  "src/testing/index.ts",
];

/** Modules without exports. TypeScript would not find them without these declarations. */
const withoutExports = [
  "worker.d.ts",
  "wasm-worker.d.ts",
  "mls-worker.d.ts",
  "mls-x-wing-worker.d.ts",
  "styles.css.d.ts",
];

/**
 * Writes the declarations of the public entries and of all modules that they import. It does not report type
 * errors, because `npm run check` does, and an installation must not wait for them or fail.
 * @param {string} out
 */
export async function buildTypes(out) {
  const { config } = ts.readConfigFile(join(root, "tsconfig.json"), ts.sys.readFile);
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root);
  const program = ts.createProgram(
    entries.map((entry) => join(root, entry)),
    {
      ...options,
      noEmit: false,
      noCheck: true,
      declaration: true,
      emitDeclarationOnly: true,
      rootDir: join(root, "src"),
      outDir: out,
      types: [],
    },
  );
  const { emitSkipped, diagnostics } = program.emit();
  if (emitSkipped) {
    throw new Error(
      ts.formatDiagnostics(diagnostics, {
        getCanonicalFileName: (name) => name,
        getCurrentDirectory: () => root,
        getNewLine: () => "\n",
      }),
    );
  }
  for (const file of readdirSync(out, { recursive: true, encoding: "utf8" })) {
    if (file.endsWith(".d.ts")) nameBuiltFiles(join(out, file));
  }
  for (const file of withoutExports) writeFileSync(join(out, file), "export {};\n");
}

/**
 * The compiler leaves `./file.ts` in declarations, but the package does not contain that file.
 * @param {string} path
 */
function nameBuiltFiles(path) {
  const text = readFileSync(path, "utf8");
  writeFileSync(path, text.replace(/((?:from|import)\s*\(?\s*")(\.{1,2}\/[^"]+)\.tsx?"/g, '$1$2.js"'));
}
