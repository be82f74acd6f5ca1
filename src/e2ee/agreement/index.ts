export { createKeyAgreement } from "./built-in.ts";
export { fingerprint } from "./fingerprint.ts";
export { ratchetMaterial } from "./material.ts";
export { createSafetyNumbers, type SafetyNumber, safetyNumber } from "./safety-number.ts";
export { createSettle, type Settle, type SettleOptions } from "./settle.ts";
export type * from "./types.ts";
