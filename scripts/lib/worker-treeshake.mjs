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
  /\/ts-mls\/dist\/src\/(?:crypto\/implementation\/\w+\/)?(makeAead|makeDhKem|makeNobleSignatureImpl|messageProtectionPublic)\.js$/u;
const functionsOfMls = {
  makeAead: ["makeAead"],
  makeDhKem: ["makeDhKem"],
  makeNobleSignatureImpl: ["makeNobleSignatureImpl"],
  messageProtectionPublic: [
    "protectExternalProposalPublic",
    "protectProposalPublic",
    "protectPublicMessage",
    "unprotectPublicMessage",
  ],
};

/**
 * Leaves out what our workers never call: the implementations among which ts-mls would choose for a suite, because our suites
 * name theirs, and messages that are not encrypted. The bundler removes the unused functions by itself, but it would wrap all
 * modules that they import dynamically. The global object takes the place of its copy.
 */
export const withoutUnusedMls = {
  name: "without-unused-mls",
  load(/** @type {string} */ id) {
    const path = id.replaceAll("\\", "/");
    if (globalsOfHpke.test(path)) return "export const dntGlobalThis = globalThis;";
    const name = unusedOfMls.exec(path)?.[1];
    if (name === undefined) return null;
    return functionsOfMls[name].map((unused) => `export const ${unused} = undefined;`).join("\n");
  },
};
