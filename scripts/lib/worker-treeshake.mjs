import { mlsTreeRules } from "./mls-tree-rules.mjs";

/**
 * Options for the workers. ts-mls creates all encoders and decoders when it is loaded, also unused ones, and
 * does not mark the functions that create them as free of side effects.
 */
export const workerTreeshake = {
  manualPureFunctions: [
    "contramapBufferEncoder",
    "contramapBufferEncoders",
    "decodeVarLenType",
    "encode",
    "enumNumberToKey",
    "flatMapDecoder",
    "mapDecoder",
    "mapDecoderOption",
    "mapDecoders",
    "openEnumNumberEncoder",
    "openEnumNumberToKey",
    "optionalDecoder",
    "optionalEncoder",
    "orDecoder",
    "reverseMap",
    "succeedDecoder",
    "varLenTypeEncoder",
  ],
};

/** A copy of the global object, to which nothing is added. */
const globalsOfHpke = /\/@hpke\/common\/esm\/_dnt\.shims\.js$/u;
const unusedOfMls =
  /\/ts-mls\/dist\/src\/crypto\/implementation\/\w+\/(makeAead|makeDhKem|makeNobleSignatureImpl)\.js$/u;

/** An error of these libraries, with its text. */
const errorWithText = /\bnew (?!InternalError)(\w*Error)\((?:"[^"]*"|`[^`]*`)\)/gu;
const librariesOfMls = /\/node_modules\/(ts-mls|@hpke)\//u;

/**
 * Leaves out the implementations among which ts-mls would choose for a suite. Our suites name theirs. The bundler removes
 * the unused functions by itself, but it would wrap all modules that they import dynamically. The global object takes the
 * place of its copy. The texts of errors about messages are left out as well: our code catches these errors, and names the
 * reason itself.
 */
const withoutUnusedMls = {
  name: "without-unused-mls",
  load(/** @type {string} */ id) {
    const path = id.replaceAll("\\", "/");
    if (globalsOfHpke.test(path)) return "export const dntGlobalThis = globalThis;";
    const name = unusedOfMls.exec(path)?.[1];
    return name === undefined ? null : `export const ${name} = undefined;`;
  },
  transform(/** @type {string} */ code, /** @type {string} */ id) {
    if (!librariesOfMls.test(id.replaceAll("\\", "/"))) return null;
    return { code: code.replace(errorWithText, "new $1()"), map: null };
  },
};

/** The plugins for the workers. */
export const workerPlugins = [withoutUnusedMls, mlsTreeRules];
