// @ts-check
/**
 * Replaces Node's module "crypto" in worker files. Packages load that module only if there is no
 * `globalThis.crypto`, which every browser has. Bundlers of apps would warn about the import.
 */
export const webcrypto = globalThis.crypto;
