export { fingerprint } from "../identity/fingerprint.ts";
export { createSafetyNumbers, type SafetyNumber, safetyNumber } from "../identity/safety-number.ts";
export { createKeyAgreement } from "./double-ratchet/built-in.ts";
export { ratchetMaterial } from "./material.ts";
export {
  createReannounceScheduler,
  type ReannounceScheduler,
  type ReannounceSchedulerOptions,
} from "./reannounce-scheduler.ts";
export type * from "./types.ts";
