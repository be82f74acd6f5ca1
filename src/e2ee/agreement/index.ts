export { createKeyAgreement } from "./built-in.ts";
export { fingerprint } from "./fingerprint.ts";
export { ratchetMaterial } from "./material.ts";
export type * from "./types.ts";
