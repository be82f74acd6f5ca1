// @ts-check
/**
 * Takes the place of Node's module "crypto" in worker files. Packages load it where there is no `globalThis.crypto`, which every
 * browser has; bundlers of apps warn of it.
 */
export const webcrypto = globalThis.crypto;
